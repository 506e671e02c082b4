package dev.scanctl.coordinator.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.program.BuiltVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Makes backups of a coordinator's store, one at a time, while everything goes on. Any thread. */
public final class Backups {
    /** Below the data directory; holds a copy of the store while a backup is made. */
    private static final String PLACE = "backup.tmp";

    private static final Logger LOG = System.getLogger(Backups.class.getName());

    private final Store store;
    private final Optional<AuditLog> audit;
    private final Optional<Path> data;
    private final Clock clock;
    private final Semaphore one = new Semaphore(1);

    /**
     * Takes away what a backup left that was under way when the coordinator was killed.
     *
     * @param data directory of the store; empty: it is in memory
     */
    public Backups(Store store, Optional<AuditLog> audit, Optional<Path> data, Clock clock) throws IOException {
        this.store = store;
        this.audit = audit;
        this.data = data;
        this.clock = clock;
        if (data.isPresent()) {
            Scratch.clear(place(data.get()));
        }
    }

    private static Path place(Path data) {
        return data.resolve(PLACE);
    }

    /** Writes one backup; the stream may be slow, which slows nothing else down. */
    public void write(OutputStream out) throws IOException, BackupRefused {
        Path directory = data.orElseThrow(
                () -> new BackupRefused("this coordinator keeps its store in memory: there is nothing to back up"));
        if (!one.tryAcquire()) {
            throw new BackupRefused("another backup is being made; wait until it is done");
        }
        try (Scratch scratch = Scratch.at(place(directory));
                ArchiveWriter archive = new ArchiveWriter(out)) {
            Path copy = scratch.directory().resolve(Part.STORE.label());
            copyStore(copy);
            archive.add(Part.STORE, copy);
            if (audit.isPresent()) {
                AuditLog log = audit.get();
                archive.add(Part.AUDIT, part -> copy(log, part));
            }
            archive.finish(clock.instant(), BuiltVersion.text());
        } finally {
            one.release();
        }
    }

    private void copyStore(Path copy) throws BackupRefused {
        try {
            store.backUpTo(copy);
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "No backup could be made.", e);
            throw new BackupRefused("the coordinator could not copy its store, see its log: the copy needs room on the disk"
                    + " of its data directory");
        }
    }

    private static void copy(AuditLog log, OutputStream out) throws IOException {
        try {
            log.read(1, log.head().seq(), line -> {
                write(out, line);
                return true;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
