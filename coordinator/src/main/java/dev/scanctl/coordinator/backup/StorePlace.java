package dev.scanctl.coordinator.backup;

import dev.scanctl.coordinator.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps the store of a data directory when another takes its place. Whoever uses it holds the directory's lock. */
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
}
