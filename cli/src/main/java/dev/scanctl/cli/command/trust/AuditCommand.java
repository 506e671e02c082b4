package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code audit}: who changed what, who was refused, who read results. */
@Command(
        name = "audit",
        description = "Read the coordinator's audit log, and check that nobody changed it.",
        synopsisSubcommandLabel = "tail|verify",
        subcommands = {AuditTailCommand.class, AuditVerifyCommand.class})
public final class AuditCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(spec.commandLine(), "say what: 'scanctl audit tail' or 'scanctl audit verify'");
    }
}
