package dev.scanctl.coordinator.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The embedded store of one coordinator. Writes queue up for the one writer thread, which runs several of them in one
 * transaction, commits, syncs the file and only then completes their futures, on its own thread. Reads run as short
 * transactions on threads of the store's own, because an interrupted thread would close the file under everybody.
 * Safe for use by any thread.
 */
public final class Store implements AutoCloseable {
    /** The file's name in the data directory. */
    public static final String FILE = Database.NAME + ".mv.db";

    private final Database database;
    private final Readers readers;
    private final Writer writer;
    private final int generation;

    private Store(Database database, Clock clock) {
        this.database = database;
        this.readers = new Readers(database, clock);
        this.writer = new Writer(database, clock);
        writer.start();
        this.generation = read(Tables::generation);
    }

    /** Opens the store in a directory, which is made if it is missing; brings its schema up to date. */
    public static Store open(Path directory) {
        return open(directory, Clock.systemUTC());
    }

    /** The same with a clock of one's own, for the times that rows are stamped with. */
    public static Store open(Path directory, Clock clock) {
        return opened(Database.file(directory), clock);
    }

    /** A store that lives as long as it is open. */
    public static Store inMemory() {
        return inMemory(Clock.systemUTC());
    }

    public static Store inMemory(Clock clock) {
        return opened(Database.memory(), clock);
    }

    private static Store opened(Database database, Clock clock) {
        try {
            return new Store(database, clock);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The prefix of every epoch granted from now on, from 1. */
    public int generation() {
        return generation;
    }

    /**
     * Queues a write; waits while its lane is full, except on the writer's own thread.
     *
     * @return completes after the commit has been synced; or exceptionally with what the work threw, or with a
     *     {@link StoreException}, and then nothing of the work is kept
     */
    public <T extends @Nullable Object> CompletableFuture<T> write(Lane lane, Work<T> work) {
        return writer.write(lane, work);
    }

    /** Runs a short read-only transaction and waits for it; what the work throws comes out. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return readers.read(work);
    }

    /**
     * Writes the file as it is at one moment into a zip archive, while reads and writes go on; the caller waits. Space in
     * the file is not used again meanwhile.
     */
    public void backUpTo(Path archive) {
        readers.aside("store-backup", () -> database.backUpTo(archive));
    }

    /** Finishes the writes that are queued, then closes the file. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        database.close();
    }

    /** Stops as a power cut would: nothing more reaches the file. For tests. */
    void halt() {
        database.halt();
        writer.close();
        readers.close();
    }
}
