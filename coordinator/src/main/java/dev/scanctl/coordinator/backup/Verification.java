package dev.scanctl.coordinator.backup;

import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.copy.StoreCopy;
import dev.scanctl.coordinator.store.copy.TableDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a look at a backup found. To open a store mends what its last process left behind, so only a copy that reads the same
 * the second time is one to rely on.
 *
 * @param manifest what it says of itself
 * @param schema number of the newest migration of its store
 * @param tables of its store, as read twice
 */
public record Verification(Manifest manifest, int schema, Map<String, TableDigest> tables) {
    public Verification {
        tables = Map.copyOf(tables);
    }

    /**
     * Unpacks the file beside it, opens the store twice and compares; takes all away again.
     *
     * @throws IOException if the file cannot be read, or there is no room beside it
     * @throws BadBackup if it is damaged, or newer than this program
     */
    public static Verification of(Path backup) throws IOException, BadBackup {
        try (Scratch scratch = Scratch.beside(backup)) {
            Manifest manifest = Unpacking.unpack(backup, scratch.directory());
            return opened(manifest, scratch.directory());
        }
    }

    static Verification opened(Manifest manifest, Path directory) throws BadBackup {
        try {
            Verification first = look(manifest, directory);
            Verification second = look(manifest, directory);
            if (!first.equals(second)) {
                throw BadBackup.damaged("its store reads otherwise when it is opened again", null);
            }
            return second;
        } catch (StoreException e) {
            throw BadBackup.damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private static Verification look(Manifest manifest, Path directory) {
        try (StoreCopy copy = StoreCopy.open(directory)) {
            return new Verification(manifest, copy.schemaVersion(), copy.digests());
        }
    }

    /** In all tables. */
    public long rows() {
        return tables.values().stream().mapToLong(TableDigest::rows).sum();
    }
}
