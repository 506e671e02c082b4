package dev.scanctl.coordinator.hold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * Keeps the stop over restarts, in one block of a file that is never made longer: writing it needs no room on the disk. Whatever
 * cannot be read counts as stopped. Not for several threads at once.
 */
final class StopFile {
    private static final int SIZE = 4096;
    private static final String CLEAR = "clear";
    private static final String STOPPED = "stopped";
    /** Texts are cut so that both fit, whatever they are written with. */
    private static final int LONGEST = 400;

    private final Path path;

    private StopFile(Path path) {
        this.path = path;
    }

    /** Makes the file where there is none. */
    static StopFile in(Path directory) throws IOException {
        StopFile file = new StopFile(directory.resolve("stop"));
        if (!Files.exists(file.path)) {
            file.write(Stop.CLEAR);
        }
        return file;
    }

    /** @param nowMs stands for the time of a stop that cannot be read */
    Stop read(long nowMs) {
        String text;
        try {
            text = new String(Files.readAllBytes(path), UTF_8);
        } catch (IOException e) {
            return new Stop(nowMs, "", path + " cannot be read (" + e.getMessage() + ")");
        }
        String[] lines = text.split("\n", -1);
        if (lines[0].equals(CLEAR)) {
            return Stop.CLEAR;
        }
        boolean whole = lines.length > 4 && lines[0].equals(STOPPED) && lines[1].matches("[1-9]\\d{0,17}");
        return whole
                ? new Stop(Long.parseLong(lines[1]), lines[2], lines[3])
                : new Stop(nowMs, "", path + " is damaged");
    }

    /** Is on the disk when it returns. */
    void write(Stop stop) throws IOException {
        String text = stop.stopped()
                ? String.join("\n", STOPPED, Long.toString(stop.sinceMs()), line(stop.by()), line(stop.reason()), "")
                : CLEAR + "\n";
        byte[] block = Arrays.copyOf(text.getBytes(UTF_8), SIZE);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, options)) {
            ByteBuffer left = ByteBuffer.wrap(block);
            while (left.hasRemaining()) {
                channel.write(left, left.position());
            }
            channel.force(true);
        }
    }

    private static String line(String text) {
        String one = text.replaceAll("\\p{Cntrl}", " ");
        return one.length() <= LONGEST ? one : one.substring(0, LONGEST);
    }
}
