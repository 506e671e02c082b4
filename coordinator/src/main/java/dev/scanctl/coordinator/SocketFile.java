package dev.scanctl.coordinator;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket: never taken from a process that still answers on it, and never left open to
 * others. Between the binding and {@link #protect} the directory keeps others out, so it is made with mode 0700.
 */
final class SocketFile {
    private final Path path;

    SocketFile(Path path) {
        this.path = path;
    }

    /** Makes the directory, and removes a socket that nobody answers on; throws if somebody does. */
    void claim() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && !Files.exists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket()) {
            throw new IOException(path + " exists and is not a socket");
        }
        if (answers()) {
            throw new IOException("another process already serves it");
        }
        Files.delete(path);
    }

    /** Only the owner may connect. */
    void protect() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    void remove() {
        try {
            if (isSocket() && !answers()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.getLogger(SocketFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "The socket file " + path + " stays behind.", e);
        }
    }

    private boolean isSocket() throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(
                                path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
    }

    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobody) {
            return false;
        }
    }
}
