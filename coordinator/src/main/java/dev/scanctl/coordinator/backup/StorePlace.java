package dev.scanctl.coordinator.backup;

import dev.scanctl.coordinator.store.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a data directory has its store, and how another one comes there. Whoever uses it holds the directory's lock. */
final class StorePlace {
    private static final String KEPT = "scanctl-kept-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path data;
    private final Clock clock;

    StorePlace(Path data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    /** Gives the store that is there a second name, so that it stays when another takes its place. */
    Optional<Path> keepOld() throws IOException {
        Path store = data.resolve(Store.FILE);
        if (!Files.exists(store)) {
            return Optional.empty();
        }
        forgetSecondNames(store);
        Path kept = data.resolve(KEPT + STAMP.format(clock.instant()) + ".mv.db");
        try {
            Files.createLink(kept, store);
        } catch (UnsupportedOperationException | IOException noLinksHere) {
            Files.copy(store, kept);
        }
        return Optional.of(kept);
    }

    /** A restore that was killed may have given one, though nothing took the store's place. */
    private void forgetSecondNames(Path store) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            List<Path> kept = files.filter(file -> file.getFileName().toString().startsWith(KEPT)).toList();
            for (Path file : kept) {
                if (Files.isSameFile(file, store)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** In one step, which outlives a power cut. */
    void moveIn(Path fresh) throws IOException {
        ownersOnly(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, data.resolve(Store.FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(data, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system opens directories.
        }
    }

    static void ownersOnly(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
