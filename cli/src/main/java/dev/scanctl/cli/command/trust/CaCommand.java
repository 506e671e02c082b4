package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.RotateAuthorityRequest.Step;
import dev.scanctl.proto.v1.RotateAuthorityResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ca}: the authority that makes all certificates. */
@Command(
        name = "ca",
        description = "The private certificate authority: show it, and put another in its place.",
        synopsisSubcommandLabel = "show|rotate|finish",
        subcommands = {CaCommand.Show.class, CaCommand.Rotate.class, CaCommand.Finish.class})
public final class CaCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        return step(root(), console, Step.STEP_SHOW, false);
    }

    private static ExitCode step(Root root, Console console, Step step, boolean force) {
        try (Session session = root.open(false)) {
            RotateAuthorityResponse state = session.client().identities().rotate(step, force);
            state.getAuthoritiesList().forEach(key -> console.dataLine("sha256:" + key));
            if (state.getAuthoritiesCount() > 1) {
                console.say("The last one is new, and makes all certificates; the other is believed until 'scanctl ca finish'.");
                console.say(state.getBehindCount() == 0
                        ? "All agents know it. Operators: 'scanctl context renew', each for himself, before that."
                        : "Agents that do not know it yet: " + String.join(", ", state.getBehindList()));
            }
        }
        return ExitCode.DONE;
    }

    /** {@code ca show}. */
    @Command(name = "show", description = "Show the keys of the authorities that are believed, the newest last.")
    static final class Show extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return step(root(), console, Step.STEP_SHOW, false);
        }
    }

    /** {@code ca rotate}. */
    @Command(name = "rotate", description = "Make a new authority, believed beside the one there is.")
    static final class Rotate extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return step(root(), console, Step.STEP_BEGIN, false);
        }
    }

    /** {@code ca finish}. */
    @Command(name = "finish", description = "Believe the old authority no more, once all agents know the new one.")
    static final class Finish extends Verb {
        @Option(names = "--force", description = "Though some agents do not know it, and will have to enrol anew.")
        boolean force;

        @Override
        protected ExitCode run(Console console) {
            return step(root(), console, Step.STEP_FINISH, force);
        }
    }
}
