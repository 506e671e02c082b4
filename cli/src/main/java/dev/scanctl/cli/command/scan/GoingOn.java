package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import java.util.OptionalLong;
import picocli.CommandLine.Parameters;

/** A verb that sets a scan probing again. Where this process is the one that probes, it stays and watches. */
abstract class GoingOn extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    /** Sets the scan going and says so; its number, or nothing if there is nothing to probe. */
    abstract OptionalLong start(Session session, Console console);

    @Override
    protected final ExitCode run(Console console) {
        try (Session session = root().open(true)) {
            session.ensureAgent();
            if (session.probesHere()) {
                root().surroundings().interrupts().arm();
            }
            OptionalLong started = start(session, console);
            return session.probesHere() && started.isPresent()
                    ? new Watching(root(), console, session, Watching.Wishes.NONE).untilRest(started.getAsLong())
                    : ExitCode.DONE;
        }
    }
}
