package dev.scanctl.agent.identity;

import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
        try {
            return Optional.of(new Enrolled(
                    value(lines, "token"),
                    value(lines, "id"),
                    value(lines, "name"),
                    value(lines, "segment"),
                    value(lines, "space"),
                    Credentials.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "): remove it and enrol anew", e);
        }
    }

    private static String value(Map<String, String> lines, String key) {
        String value = lines.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no line '" + key + " = ...'");
        }
        return value;
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
