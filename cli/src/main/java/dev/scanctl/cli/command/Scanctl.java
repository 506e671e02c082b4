package dev.scanctl.cli.command;

import dev.scanctl.cli.command.keep.BackupCommand;
import dev.scanctl.cli.command.keep.ImportCommand;
import dev.scanctl.cli.command.keep.PruneCommand;
import dev.scanctl.cli.command.question.CoverageCommand;
import dev.scanctl.cli.command.question.DiffCommand;
import dev.scanctl.cli.command.question.FilterCommand;
import dev.scanctl.cli.command.question.HistoryCommand;
import dev.scanctl.cli.command.question.HostsCommand;
import dev.scanctl.cli.command.question.LabelCommand;
import dev.scanctl.cli.command.question.LabelsCommand;
import dev.scanctl.cli.command.question.ResultsCommand;
import dev.scanctl.cli.command.question.WhyCommand;
import dev.scanctl.cli.command.scan.CancelCommand;
import dev.scanctl.cli.command.scan.DeleteCommand;
import dev.scanctl.cli.command.scan.EditCommand;
import dev.scanctl.cli.command.scan.PauseCommand;
import dev.scanctl.cli.command.scan.ResumeCommand;
import dev.scanctl.cli.command.scan.RetryCommand;
import dev.scanctl.cli.command.scan.ScansCommand;
import dev.scanctl.cli.command.scan.ShowCommand;
import dev.scanctl.cli.command.scan.StopCommand;
import dev.scanctl.cli.command.scan.SubmitCommand;
import dev.scanctl.cli.command.scan.WatchCommand;
import dev.scanctl.cli.command.trust.AgentCommand;
import dev.scanctl.cli.command.trust.AgentsCommand;
import dev.scanctl.cli.command.trust.AuditCommand;
import dev.scanctl.cli.command.trust.CaCommand;
import dev.scanctl.cli.command.trust.ContextCommand;
import dev.scanctl.cli.command.trust.OperatorCommand;
import dev.scanctl.cli.command.trust.ScopeCommand;
import dev.scanctl.cli.command.trust.TokenCommand;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.verb.Surroundings;
import picocli.CommandLine.Command;

/** The command itself, and all its verbs. */
@Command(
        name = "scanctl",
        description = "Which ports are open in the networks you own, from where, and since when.",
        footer = {"", "Scan only networks you are responsible for."},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SubmitCommand.class,
            ScansCommand.class,
            ShowCommand.class,
            WatchCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            EditCommand.class,
            StopCommand.class,
            RetryCommand.class,
            DeleteCommand.class,
            ResultsCommand.class,
            HistoryCommand.class,
            HostsCommand.class,
            DiffCommand.class,
            CoverageCommand.class,
            WhyCommand.class,
            LabelCommand.class,
            LabelsCommand.class,
            FilterCommand.class,
            ImportCommand.class,
            AgentsCommand.class,
            AgentCommand.class,
            OperatorCommand.class,
            ScopeCommand.class,
            TokenCommand.class,
            CaCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            PruneCommand.class,
            ContextCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        })
public final class Scanctl extends Root {
    public Scanctl(Surroundings surroundings) {
        super(surroundings);
    }
}
