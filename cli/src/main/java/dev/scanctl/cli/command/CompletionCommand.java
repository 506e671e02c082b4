package dev.scanctl.cli.command;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code completion}: a script that completes command lines. */
@Command(
        name = "completion",
        description = {"Print a completion script for bash and zsh.", "Use it with: source <(scanctl completion)"})
public final class CompletionCommand extends Verb {
    @Override
    protected ExitCode run(Console console) {
        console.data(AutoComplete.bash("scanctl", spec.root().commandLine()) + "\n");
        console.flush();
        return ExitCode.DONE;
    }
}
