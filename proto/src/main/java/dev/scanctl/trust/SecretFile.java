package dev.scanctl.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files that only their owner may read. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * The text of the file.
     *
     * @throws IOException also if others may read or write it, with the remedy
     */
    public static String read(Path file) throws IOException {
        if (posix(file)) {
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
            String mode = PosixFilePermissions.toString(open);
            if (!mode.endsWith("------")) {
                throw new IOException("others may use " + file + " (" + mode + "), which holds a secret: take it as known, and"
                        + " if it is not, chmod 600 " + file);
            }
        }
        return Files.readString(file, UTF_8);
    }

    /** Writes beside the place, syncs and renames, so that a reader sees the old text or the new; its directory is made. */
    public static void write(Path file, String text) throws IOException {
        Path place = file.toAbsolutePath();
        Path directory = place.getParent();
        if (directory == null) {
            throw new IOException(file + " is no file");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, permissions(directory, "rwx------"));
        }
        Path fresh = directory.resolve("." + place.getFileName() + "." + UUID.randomUUID());
        try {
            writeAndSync(fresh, text);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        sync(directory);
    }

    private static void writeAndSync(Path fresh, String text) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, permissions(fresh, "rw-------"))) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** So that the new name outlives a power cut (fsync(2)); other systems do without. */
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system opens directories.
        }
    }

    private static boolean posix(Path near) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] permissions(Path near, String text) {
        return posix(near)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
