package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.CreateJoinTokenRequest;
import dev.scanctl.proto.v1.CreateJoinTokenResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code agent token}: what agents enrol with. */
@Command(
        name = "token",
        description = "Make tokens that agents enrol with.",
        synopsisSubcommandLabel = "create",
        subcommands = JoinTokenCommand.Create.class)
public final class JoinTokenCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(spec.commandLine(), "say what: 'scanctl agent token create'");
    }

    /** {@code agent token create}. */
    @Command(name = "create", description = "Make a token for one agent, and print it once.")
    static final class Create extends Verb {
        @Option(names = "--from", paramLabel = "SEGMENT", required = true, description = "The segment that the agent stands in.")
        String from = "";

        @Option(names = "--space", paramLabel = "NAME", description = "The segment's address space. Default: default.")
        String space = "";

        @Option(names = "--name", paramLabel = "NAME", description = "The agent's name. Default: as it says itself.")
        String name = "";

        @Option(names = "--ttl", paramLabel = "TIME", description = "How long it may be used. Default: 1h.")
        @Nullable String ttl;

        @Option(names = "--approve", paramLabel = "auto|manual", defaultValue = "auto",
                description = "Whether somebody has to approve the agent. Default: ${DEFAULT-VALUE}.")
        String approve = "auto";

        @Override
        protected ExitCode run(Console console) {
            if (!approve.equals("auto") && !approve.equals("manual")) {
                throw Failure.usage("--approve is auto or manual, not '" + approve + "'");
            }
            CreateJoinTokenRequest request = CreateJoinTokenRequest.newBuilder()
                    .setSegment(from)
                    .setSpace(space)
                    .setName(name)
                    .setTtlMs(ttl == null ? 0 : Lengths.parse("--ttl", ttl).toMillis())
                    .setManual(approve.equals("manual"))
                    .build();
            try (Session session = open()) {
                CreateJoinTokenResponse token = session.client().identities().createJoinToken(request);
                console.dataLine(token.getToken());
                console.say("For one agent in segment " + from + ", until "
                        + Instant.ofEpochMilli(token.getExpiresMs()).truncatedTo(ChronoUnit.SECONDS)
                        + ". It is not shown again. On the agent's host, put it into a file");
                console.say("that only its owner may read: scan-agent enroll --coordinator HOST:PORT --token-file FILE");
            }
            return ExitCode.DONE;
        }
    }
}
