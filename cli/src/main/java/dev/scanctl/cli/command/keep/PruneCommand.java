package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prune}: results that nobody wants any more. */
@Command(
        name = "prune",
        description = {
            "Remove the results of scans that ended long ago: 'scanctl prune --older-than 400d'.",
            "Their counts stay, and what 'scanctl history' says of the ports."
        })
public final class PruneCommand extends Verb {
    @Option(names = "--older-than", paramLabel = "LENGTH", required = true,
            description = "Of scans that ended longer ago, such as 400d.")
    String olderThan = "";

    @Option(names = "--dry-run", description = "Only list them.")
    boolean dryRun;

    @Override
    protected ExitCode run(Console console) {
        PruneRun run = new PruneRun(console, dryRun);
        try (Session session = open()) {
            run.ask(session, Lengths.parse("--older-than", olderThan));
        }
        return ExitCode.DONE;
    }
}
