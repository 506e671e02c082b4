package dev.scanctl.coordinator.backup;

import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.coordinator.audit.AuditUnavailable;
import dev.scanctl.coordinator.store.DirectoryLock;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.StoreFile;
import dev.scanctl.coordinator.store.copy.StoreCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Puts a backup into a data directory that no coordinator uses. Everything is made ready beside the store, which then changes
 * in one rename: killed at any moment, there is the old one or the new one. Owned by the thread that made it.
 */
public final class Restoration {
    /** Below the data directory; holds the store to be until it has its place. */
    private static final String PLACE = "restore.tmp";

    private final Path data;
    private final boolean replace;
    private final Clock clock;

    /** @param replace whether a store that is there makes way, and is kept under another name */
    public Restoration(Path data, boolean replace, Clock clock) {
        this.data = data.toAbsolutePath().normalize();
        this.replace = replace;
        this.clock = clock;
    }

    /**
     * Does it.
     *
     * @throws RestoreRefused if a coordinator uses the directory, or there is a store that is not to be replaced
     * @throws BadBackup if the file is damaged, or newer than this program
     */
    public Restored restore(Path backup) throws IOException, BadBackup, RestoreRefused {
        Files.createDirectories(data);
        try (DirectoryLock _ = DirectoryLock.hold(data)) {
            if (Files.exists(store()) && !replace) {
                throw new RestoreRefused("there is a store in " + data
                        + " already; --replace puts the backup in its place and keeps the old one beside it", null);
            }
            try (Scratch scratch = Scratch.at(data.resolve(PLACE))) {
                return restore(backup, scratch.directory());
            }
        } catch (StoreException | AuditUnavailable e) {
            throw new RestoreRefused(String.valueOf(e.getMessage()), e);
        }
    }

    private Path store() {
        return data.resolve(Store.FILE);
    }

    private Restored restore(Path backup, Path scratch) throws IOException, BadBackup {
        Manifest manifest = Unpacking.unpack(backup, scratch);
        Verification found = Verification.opened(manifest, scratch);
        int generation;
        List<Long> paused;
        try (StoreCopy copy = StoreCopy.open(scratch)) {
            requireKnown(copy);
            generation = Generations.next(copy.generation(), replacedGeneration(), clock.instant());
            paused = copy.succeed(generation);
        }
        putOnRecord(backup, manifest, generation, scratch);
        Optional<Path> kept = new StorePlace(data, clock).keepOld();
        StoreFile.moveIn(scratch.resolve(Store.FILE), data);
        return new Restored(found, generation, paused, kept);
    }

    private static void requireKnown(StoreCopy copy) throws BadBackup {
        try {
            copy.refuseNewer("the backup");
        } catch (StoreException e) {
            throw new BadBackup(BadBackup.Fault.NEWER, String.valueOf(e.getMessage()), e);
        }
    }

    /** 0 where there is no store, or none that can be read: that may be why there is a restore. */
    private int replacedGeneration() {
        if (!Files.exists(store())) {
            return 0;
        }
        try (StoreCopy old = StoreCopy.openUntouched(data)) {
            return old.generation();
        } catch (StoreException e) {
            return 0;
        }
    }

    /** In the log that is there, which is never put back to what it was; else in the one of the backup. */
    private void putOnRecord(Path backup, Manifest manifest, int generation, Path scratch) throws IOException {
        Path log = data.resolve(AuditLog.FILE);
        Path copied = scratch.resolve(Part.AUDIT.label());
        if (!Files.exists(log) && Files.exists(copied)) {
            StoreFile.ownersOnly(copied);
            Files.move(copied, log);
        }
        try (AuditLog audit = AuditLog.open(log, clock, _ -> {})) {
            audit.start();
            audit.record(new AuditEntry("local", "local", "restore", AuditEntry.Event.ASKED,
                    "backup of " + manifest.madeAt() + " from " + backup.getFileName() + ", generation " + generation));
        }
    }
}
