package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Verb;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch}: follow a scan until it rests. */
@Command(
        name = "watch",
        description = {
            "Follow a scan until it rests, then list its open ports.",
            "Exit 3 if any port could not be verified, 8 if the scan is paused."
        })
public final class WatchCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Option(names = "--wait-agent", paramLabel = "TIME",
            description = "Wait at most this long for an agent of each segment; default: for ever.")
    @Nullable String waitAgent;

    @Option(names = "--open", description = "List open ports only, without open|filtered.")
    boolean openOnly;

    @Override
    protected ExitCode run(Console console) {
        Watching.Wishes wishes = new Watching.Wishes(
                Optional.ofNullable(waitAgent).map(t -> Lengths.parse("--wait-agent", t)), openOnly);
        try (Session session = open()) {
            long id = Actions.scan(session, scan).getScan().getId();
            root().surroundings().interrupts().arm();
            return new Watching(root(), console, session, wishes).untilRest(id);
        }
    }
}
