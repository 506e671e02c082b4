package dev.scanctl.cli.local;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The directory of the user's own store, its socket and its locks; nobody else may enter it. */
public record LocalHome(Path directory) {
    /** The shortest limit of a Unix socket's path among the systems we run on (104 bytes on macOS, with its end). */
    private static final int LONGEST_SOCKET_PATH = 103;

    /** {@code $SCANCTL_HOME}, else {@code $XDG_DATA_HOME/scanctl/local}, else {@code ~/.local/share/scanctl/local}. */
    public static LocalHome of(Map<String, String> environment) {
        String own = environment.getOrDefault("SCANCTL_HOME", "");
        if (!own.isEmpty()) {
            return new LocalHome(Path.of(own).toAbsolutePath());
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = data.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "share")
                : Path.of(data);
        return new LocalHome(base.resolve("scanctl").resolve("local").toAbsolutePath());
    }

    Path socket() {
        return directory.resolve("socket");
    }

    /** The data directory of the coordinator that runs here. */
    public Path store() {
        return directory.resolve("store");
    }

    Path agentState() {
        return directory.resolve("agent");
    }

    Path log() {
        return directory.resolve("scanctl.log");
    }

    /** Held by the process that has the store open. */
    Path servingLock() {
        return directory.resolve("serving.lock");
    }

    /** Held, shared, by each process that scans. */
    Path probingLock() {
        return directory.resolve("probing.lock");
    }

    /** Makes the directory, open to its owner only. */
    public void create() {
        if (socket().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw Failure.usage("the path " + socket() + " is too long for a socket: set SCANCTL_HOME to a shorter directory");
        }
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE,
                    "cannot use " + directory + " (" + e.getMessage() + "): set SCANCTL_HOME to a directory of your own", e);
        }
    }
}
