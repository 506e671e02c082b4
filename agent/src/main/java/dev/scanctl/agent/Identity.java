package dev.scanctl.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Who an agent is: a random UUID in a file of its own, made at the first start and never changed. */
final class Identity {
    static final String FILE_NAME = "agent-id";

    private Identity() {}

    /**
     * Reads the identity in a directory, or makes both.
     *
     * @throws IllegalArgumentException if the file holds no UUID
     * @throws IOException if directory or file cannot be read or made
     */
    static UUID in(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            create(directory, file);
        }
        return read(file);
    }

    private static UUID read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the identity file " + file + " holds no UUID; remove it to start as a new agent", e);
        }
    }

    /**
     * Written beside its place, synced, then linked: whoever sees the file sees all of it, and of two processes that
     * start at once the second takes the first one's.
     */
    private static void create(Path directory, Path file) throws IOException {
        Files.createDirectories(directory, permissions(directory, "rwx------"));
        Path fresh = directory.resolve(FILE_NAME + "." + UUID.randomUUID());
        try {
            write(fresh, UUID.randomUUID() + "\n", permissions(directory, "rw-------"));
            link(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(Path fresh, String text, FileAttribute<?>[] permissions) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, permissions)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void link(Path fresh, Path file) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its identity counts.
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file);
        }
    }

    private static FileAttribute<?>[] permissions(Path near, String text) {
        boolean posix = near.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
