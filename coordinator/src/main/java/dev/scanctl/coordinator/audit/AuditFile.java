package dev.scanctl.coordinator.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.scanctl.wire.AuditHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of an audit log: lines, only ever added. What was not synced when the process ended may be half a line, which
 * nobody was told of: it is cut off when the file is opened. Owned by the thread of {@link AuditLog}.
 */
final class AuditFile implements AutoCloseable {
    /** The longest line there can be: details of 2,000 characters, each escaped, and the rest. */
    private static final int TAIL_BYTES = 64 << 10;

    private final FileChannel channel;
    private final long torn;
    private final AuditHead head;
    /** Up to here all is synced, bytes. */
    private long length;

    private AuditFile(FileChannel channel) throws IOException {
        this.channel = channel;
        long size = channel.size();
        byte[] tail = tail(size);
        int end = lineEnd(tail, tail.length);
        if (end == 0 && size > tail.length) {
            throw new IOException("its end holds no whole line");
        }
        this.length = size - tail.length + end;
        this.torn = size - length;
        this.head = end == 0 ? AuditHead.NONE : head(tail, end);
        if (torn > 0) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /** Opens or makes the file, which only its owner may read. */
    static AuditFile open(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && !Files.exists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        FileChannel channel = FileChannel.open(path, CREATE, READ, WRITE);
        try {
            return new AuditFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("the audit log " + path + " cannot be gone on with: " + e.getMessage(), e);
        }
    }

    private byte[] tail(long size) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, TAIL_BYTES));
        while (tail.hasRemaining() && channel.read(tail, size - tail.capacity() + tail.position()) > 0) {
            // until it is full
        }
        return tail.array();
    }

    /** Behind the last line end before {@code before}; 0 if there is none. */
    private static int lineEnd(byte[] bytes, int before) {
        int end = before;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static AuditHead head(byte[] tail, int end) throws IOException {
        int start = lineEnd(tail, end - 1);
        String line = new String(tail, start, end - 1 - start, UTF_8);
        int comma = line.indexOf(',');
        int number = line.indexOf(':');
        if (line.length() < 64 || number < 64 || comma < number) {
            throw new IOException("its last line is no record");
        }
        return AuditHead.parse(line.substring(number + 1, comma) + ":" + line.substring(0, 64));
    }

    /** The newest record when it was opened. */
    AuditHead head() {
        return head;
    }

    /** Bytes of a line that was not whole when it was opened, and are gone. */
    long torn() {
        return torn;
    }

    /** Up to here all is synced, bytes. */
    long length() {
        return length;
    }

    /** Adds lines and syncs them, or throws and leaves the file as it was. */
    void append(String lines) throws IOException {
        ByteBuffer bytes = UTF_8.encode(lines);
        long at = length;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(false);
            length = at;
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
    }

    private void takeBack(IOException cause) {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
