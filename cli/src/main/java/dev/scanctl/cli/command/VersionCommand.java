package dev.scanctl.cli.command;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import picocli.CommandLine.Command;

/** {@code version}: of this program. */
@Command(name = "version", description = "Print the version of scanctl.")
public final class VersionCommand extends Verb {
    @Override
    protected ExitCode run(Console console) {
        console.dataLine("scanctl " + root().surroundings().version());
        console.flush();
        return ExitCode.DONE;
    }
}
