package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.SecretFile;
import dev.scanctl.trust.Token;
import java.io.IOException;
import java.nio.file.Path;

/** How an operator proves to a coordinator who he is. */
public sealed interface Proof {
    /** Not at all: for connections that need no proof. */
    Proof NONE = new None();

    /** @see Proof#NONE */
    record None() implements Proof {}

    /** By a certificate, which also says whom to believe. */
    record Certificate(Credentials credentials) implements Proof {}

    /** By a token, whose pin says whom to believe. */
    record ApiToken(Token token) implements Proof {}

    /** What the file holds: credentials or an API token; a failure if others may read it. */
    static Proof read(Path file) {
        try {
            String text = SecretFile.read(file);
            return text.contains("-----BEGIN ")
                    ? new Certificate(Credentials.parse(text))
                    : new ApiToken(Token.parse(Token.Kind.API, text));
        } catch (IOException e) {
            throw new Failure(ExitCode.UNAUTHENTICATED, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.UNAUTHENTICATED,
                    file + " holds neither credentials nor an API token: " + e.getMessage(), e);
        }
    }
}
