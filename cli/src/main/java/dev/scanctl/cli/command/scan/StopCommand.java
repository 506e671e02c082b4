package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.StopText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stop}: ends every probe everywhere. */
@Command(
        name = "stop",
        description = {
            "End every probe of every scan everywhere, within seconds, until that is cleared.",
            "Without an option it says whether all is stopped. For one scan there is pause, and cancel."
        })
public final class StopCommand extends Verb {
    @Option(names = "--all", description = "Stop everything, now; scans keep what they have, and wait.")
    boolean all;

    @Option(names = "--clear", description = "Let scans go on where they were.")
    boolean clear;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For those who ask why nothing moves.")
    String reason = "";

    @Override
    protected ExitCode run(Console console) {
        if (all && clear) {
            throw Failure.usage("--all stops and --clear lets go on: leave one out");
        }
        try (Session session = open()) {
            if (all) {
                StopText.stopped(console, session.client().control().stopAll(reason));
                return ExitCode.DONE;
            }
            if (clear) {
                session.client().control().clearStop();
                console.say("Probing goes on.");
                return ExitCode.DONE;
            }
            console.dataLine(StopText.sentence(session.client().control().stop()));
            return ExitCode.DONE;
        }
    }
}
