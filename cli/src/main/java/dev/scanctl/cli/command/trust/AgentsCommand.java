package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Repeating;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.AgentColumns;
import dev.scanctl.proto.v1.AgentInfo;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agents}: who probes, from where. */
@Command(name = "agents", description = "List agents: which segment each serves, and whether it is there.")
public final class AgentsCommand extends Verb {
    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Only of these segments.")
    List<String> from = new ArrayList<>();

    @Mixin
    Repeating repeating = new Repeating();

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            return repeating.run(root(), console, () -> list(session, console));
        }
    }

    private ExitCode list(Session session, Console console) {
        List<AgentInfo> agents = KnownAgents.of(session, from);
        try (Rows<AgentInfo> rows = Rows.to(console, root().format(), AgentColumns.of())) {
            agents.forEach(rows::add);
        }
        if (agents.isEmpty() && root().format().forPeople()) {
            console.say("No agents. Let one take part with: scanctl agent token create --from SEGMENT");
        }
        return ExitCode.DONE;
    }
}
