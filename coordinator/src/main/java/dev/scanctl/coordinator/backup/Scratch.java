package dev.scanctl.coordinator.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the time of one work, which nobody else may enter; closing takes it away with all that is in it. */
record Scratch(Path directory) implements AutoCloseable {

    /** At a place of its own: what stands there from before is taken away. */
    static Scratch at(Path place) throws IOException {
        clear(place);
        Files.createDirectory(place, ownersOnly(place));
        return new Scratch(place);
    }

    /** Beside a file, since the disk that holds it may hold twice of it; else where the system has room for such things. */
    static Scratch beside(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && Files.isWritable(parent)) {
            return new Scratch(Files.createTempDirectory(parent, ".scanctl-", ownersOnly(parent)));
        }
        return new Scratch(Files.createTempDirectory("scanctl-"));
    }

    private static FileAttribute<?>[] ownersOnly(Path near) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    static void clear(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.delete(one);
            }
        }
    }

    @Override
    public void close() throws IOException {
        clear(directory);
    }
}
