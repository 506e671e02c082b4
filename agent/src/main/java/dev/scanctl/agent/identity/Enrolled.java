package dev.scanctl.agent.identity;

import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an agent got when it enrolled: lines {@code key = value} and its credentials, in a file of its state directory that
 * only its owner may read.
 *
 * @param token id of the token it used
 * @param id its identity, a UUID
 */
public record Enrolled(String token, String id, String name, String segment, String space, Credentials credentials) {
    private static final String FILE = "enrolled.pem";

    /** Where it is kept. */
    public static Path file(Path stateDir) {
        return stateDir.resolve(FILE);
    }

    /** What is in the directory; empty: the agent has not enrolled. */
    public static Optional<Enrolled> in(Path stateDir) throws IOException {
        Path file = file(stateDir);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = SecretFile.read(file);
        Map<String, String> lines = new HashMap<>();
        text.lines().filter(line -> line.contains(" = ")).forEach(line -> {
            String[] parts = line.split(" = ", 2);
            lines.put(parts[0], parts[1]);
        });
        if (!lines.keySet().containsAll(List.of("token", "id", "name", "segment", "space"))) {
            throw new IOException(file + " is not whole: remove it and enrol anew");
        }
        try {
            return Optional.of(new Enrolled(
                    Objects.requireNonNull(lines.get("token")),
                    Objects.requireNonNull(lines.get("id")),
                    Objects.requireNonNull(lines.get("name")),
                    Objects.requireNonNull(lines.get("segment")),
                    Objects.requireNonNull(lines.get("space")),
                    Credentials.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "): remove it and enrol anew", e);
        }
    }

    /** Replaces what is in the directory. */
    public void write(Path stateDir) throws IOException {
        SecretFile.write(file(stateDir), """
                token = %s
                id = %s
                name = %s
                segment = %s
                space = %s
                """.formatted(token, id, name, segment, space) + credentials.toPem());
    }

    Enrolled with(Credentials fresh) {
        return new Enrolled(token, id, name, segment, space, fresh);
    }
}
