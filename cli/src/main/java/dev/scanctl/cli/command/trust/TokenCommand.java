package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.IdentityColumns;
import dev.scanctl.proto.v1.ApiTokenInfo;
import dev.scanctl.proto.v1.CreateApiTokenRequest;
import dev.scanctl.proto.v1.CreateApiTokenResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token}: what programs call with. */
@Command(
        name = "token",
        description = "API tokens for programs: make, list and revoke them.",
        synopsisSubcommandLabel = "list|create|revoke",
        subcommands = {TokenCommand.ListAll.class, TokenCommand.Create.class, TokenCommand.Revoke.class})
public final class TokenCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        return list(root(), console);
    }

    private static ExitCode list(Root root, Console console) {
        try (Session session = root.open(false);
                Rows<ApiTokenInfo> rows = Rows.to(console, root.format(), IdentityColumns.ofTokens())) {
            session.client().identities().apiTokens().forEach(rows::add);
        }
        return ExitCode.DONE;
    }

    /** {@code token list}. */
    @Command(name = "list", description = "List API tokens, newest first.")
    static final class ListAll extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return list(root(), console);
        }
    }

    /** {@code token create}. */
    @Command(name = "create", description = "Make an API token, and print it once.")
    static final class Create extends Verb {
        @Parameters(paramLabel = "NAME", description = "What it is for.")
        String name = "";

        @Option(names = "--role", paramLabel = "ROLE", split = ",", required = true,
                description = "viewer, operator, admin, auditor; several with commas.")
        List<String> roles = new ArrayList<>();

        @Option(names = "--ttl", paramLabel = "TIME", description = "How long it may be used. Default: 30d.")
        @Nullable String ttl;

        @Override
        protected ExitCode run(Console console) {
            CreateApiTokenRequest request = CreateApiTokenRequest.newBuilder()
                    .setName(name)
                    .addAllRoles(roles)
                    .setTtlMs(ttl == null ? 0 : Lengths.parse("--ttl", ttl).toMillis())
                    .build();
            try (Session session = open()) {
                CreateApiTokenResponse token = session.client().identities().createApiToken(request);
                console.dataLine(token.getToken());
                console.say("It is not shown again. In a file that only its owner may read, it is used by SCANCTL_CREDENTIALS=FILE"
                        + " or 'scanctl context set NAME --credentials FILE'. End it with: scanctl token revoke " + token.getId());
            }
            return ExitCode.DONE;
        }
    }

    /** {@code token revoke}. */
    @Command(name = "revoke", description = "End an API token.")
    static final class Revoke extends Verb {
        @Parameters(paramLabel = "ID", description = "As listed.")
        String id = "";

        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                session.client().identities().revokeApiToken(id);
            }
            console.say("Token " + id + " is revoked.");
            return ExitCode.DONE;
        }
    }
}
