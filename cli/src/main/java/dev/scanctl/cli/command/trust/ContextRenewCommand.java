package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.trust.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code context renew}: a fresh certificate for the operator himself. */
@Command(name = "renew", description = "Get a fresh certificate, and the newest authorities, for the context that is used.")
public final class ContextRenewCommand extends Verb {

    @Override
    protected ExitCode run(Console console) throws IOException {
        Path file = root().credentialsFile().orElseThrow(() -> Failure.usage("this context has no credentials to renew"));
        if (!(Proof.read(file) instanceof Proof.Certificate own)) {
            throw Failure.usage(file + " holds an API token, which is not renewed: make another");
        }
        try (Session session = open()) {
            Credentials fresh = session.client().identities().renew(own.credentials());
            fresh.write(file);
            console.say("The certificate ends at " + fresh.chain().getNotAfter().toInstant() + " now.");
        }
        return ExitCode.DONE;
    }
}
