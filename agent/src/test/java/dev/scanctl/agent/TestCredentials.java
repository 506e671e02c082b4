package dev.scanctl.agent;

import dev.scanctl.trust.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Credentials that were made once, of an authority that nobody believes any more. */
final class TestCredentials {
    private TestCredentials() {}

    static Credentials some() {
        try (InputStream in = Objects.requireNonNull(TestCredentials.class.getResourceAsStream("/credentials.pem"))) {
            return Credentials.parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
