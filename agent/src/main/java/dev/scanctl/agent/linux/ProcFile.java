package dev.scanctl.agent.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A file below /proc that is kept open and read from its start each time. Owned by one thread. */
public final class ProcFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProcFile.class.getName());
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MAX_BYTES = 1024 * 1024;

    private final String path;
    private final RandomAccessFile file;
    private byte[] buffer = new byte[BUFFER_BYTES];

    private ProcFile(String path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Empty: there is none here, or it may not be read. */
    public static Optional<ProcFile> open(String path) {
        try {
            return Optional.of(new ProcFile(path, new RandomAccessFile(path, "r")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** At most 1 MiB; nothing where it can no longer be read. */
    public String text() {
        try {
            file.seek(0);
            int length = 0;
            for (int n; (n = file.read(buffer, length, buffer.length - length)) > 0; ) {
                length += n;
                if (length == buffer.length && length < MAX_BYTES) {
                    buffer = Arrays.copyOf(buffer, length * 2);
                }
            }
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Cannot read {0}: {1}", path, e.getMessage());
            return "";
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Cannot close {0}: {1}", path, e.getMessage());
        }
    }
}
