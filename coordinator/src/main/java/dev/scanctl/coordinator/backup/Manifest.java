package dev.scanctl.coordinator.backup;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a backup says of itself.
 *
 * @param madeAt by the clock of the coordinator
 * @param program version that made it
 * @param digests SHA-256 of each part, hexadecimal, by its name in the file
 */
public record Manifest(Instant madeAt, String program, Map<String, String> digests) {
    /** Raised whenever an older program could not read what a newer one writes. */
    private static final int FORMAT = 1;

    private static final String DIGEST = "sha256.";

    public Manifest {
        digests = Map.copyOf(digests);
    }

    String text() {
        StringBuilder lines = new StringBuilder("format=" + FORMAT + "\nmade=" + madeAt + "\nprogram=" + program + "\n");
        new TreeMap<>(digests).forEach((name, digest) ->
                lines.append(DIGEST).append(name).append('=').append(digest).append('\n'));
        return lines.toString();
    }

    static Manifest parse(String text) throws BadBackup {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
            int format = Integer.parseInt(lines.getProperty("format", ""));
            if (format > FORMAT) {
                throw new BadBackup(BadBackup.Fault.NEWER, "it has the format " + format + ", and this program reads up to "
                        + FORMAT + ": use the version that made it, " + lines.getProperty("program"), null);
            }
            Map<String, String> digests = new TreeMap<>();
            for (String key : lines.stringPropertyNames()) {
                if (key.startsWith(DIGEST)) {
                    digests.put(key.substring(DIGEST.length()), lines.getProperty(key));
                }
            }
            return new Manifest(
                    Instant.parse(lines.getProperty("made", "")), lines.getProperty("program", ""), digests);
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw BadBackup.damaged("what it says of itself cannot be read", e);
        }
    }
}
