package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code backup}: copies of all that a coordinator knows. */
@Command(
        name = "backup",
        description = {
            "Make a copy of all that the coordinator knows, check one, and go back to one.",
            "Keys of the authority (trust/ in its data directory) are not part of it."
        },
        synopsisSubcommandLabel = "create|verify|restore",
        subcommands = {BackupCreateCommand.class, BackupVerifyCommand.class, BackupRestoreCommand.class})
public final class BackupCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(
                spec.commandLine(), "say what: 'scanctl backup create FILE', 'verify FILE' or 'restore FILE'");
    }
}
