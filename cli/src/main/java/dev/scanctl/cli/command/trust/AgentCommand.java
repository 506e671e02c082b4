package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.ActOnAgentRequest.Action;
import dev.scanctl.proto.v1.ActOnAgentResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code agent}: which agents take part. */
@Command(
        name = "agent",
        description = "Let agents take part, and end their part.",
        synopsisSubcommandLabel = "token|approve|drain|undrain|evict|ban",
        subcommands = {
            JoinTokenCommand.class,
            AgentCommand.Approve.class,
            AgentCommand.Drain.class,
            AgentCommand.Undrain.class,
            AgentCommand.Evict.class,
            AgentCommand.Ban.class
        })
public final class AgentCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(spec.commandLine(),
                "say what: 'scanctl agent token create', 'approve', 'drain', 'undrain', 'evict' or 'ban'");
    }

    /** What is done to one agent. */
    abstract static class OfOne extends Verb {
        @Parameters(paramLabel = "AGENT", description = "Name or identity of an agent.")
        String agent = "";

        private final Action action;
        private final String done;

        OfOne(Action action, String done) {
            this.action = action;
            this.done = done;
        }

        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                ActOnAgentResponse answer = session.client().identities().act(agent, action);
                console.say("Agent " + answer.getName() + " " + done);
            }
            return ExitCode.DONE;
        }
    }

    /** {@code agent approve}. */
    @Command(name = "approve", description = "Let an agent take part that waits for it.")
    static final class Approve extends OfOne {
        Approve() {
            super(Action.ACTION_APPROVE, "may take part.");
        }
    }

    /** {@code agent drain}. */
    @Command(name = "drain", description = "Give an agent no new work; what it has it finishes.")
    static final class Drain extends OfOne {
        Drain() {
            super(Action.ACTION_DRAIN, "gets no new work. Go on with: scanctl agent undrain");
        }
    }

    /** {@code agent undrain}. */
    @Command(name = "undrain", description = "Give an agent work again.")
    static final class Undrain extends OfOne {
        Undrain() {
            super(Action.ACTION_UNDRAIN, "gets work again.");
        }
    }

    /** {@code agent evict}. */
    @Command(name = "evict", description = "End an agent's identity; its host may enrol anew with another token.")
    static final class Evict extends OfOne {
        Evict() {
            super(Action.ACTION_EVICT, "is evicted.");
        }
    }

    /** {@code agent ban}. */
    @Command(name = "ban", description = "End an agent's identity and cut its connections.")
    static final class Ban extends OfOne {
        Ban() {
            super(Action.ACTION_BAN, "is banned.");
        }
    }
}
