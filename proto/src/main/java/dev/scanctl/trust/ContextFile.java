package dev.scanctl.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How an operator is handed a coordinator: one file with a line {@code coordinator = HOST:PORT} and credentials below it.
 *
 * @param coordinator {@code HOST:PORT}
 */
public record ContextFile(String coordinator, Credentials credentials) {
    private static final String KEY = "coordinator = ";

    /**
     * Where it goes, and whom it is for.
     *
     * @param coordinator {@code HOST:PORT}
     */
    public record Place(String coordinator, Path file) {}

    /** Writes the file, which only its owner may read. */
    public static void write(Place place, Credentials credentials) throws IOException {
        SecretFile.write(
                place.file(),
                "# An operator's key: let nobody else read it. For: scanctl context import FILE\n"
                        + KEY + place.coordinator() + "\n" + credentials.toPem());
    }

    /** Reads the file; an {@link IOException} says what is wrong with it. */
    public static ContextFile read(Path file) throws IOException {
        String text = SecretFile.read(file);
        List<String> lines = text.lines().filter(line -> line.startsWith(KEY)).toList();
        if (lines.size() != 1) {
            throw new IOException(file + " is no operator's file: it has no line '" + KEY + "HOST:PORT'");
        }
        try {
            return new ContextFile(lines.getFirst().substring(KEY.length()).strip(), Credentials.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no operator's file: " + e.getMessage(), e);
        }
    }
}
