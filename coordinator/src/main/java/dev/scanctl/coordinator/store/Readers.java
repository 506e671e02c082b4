package dev.scanctl.coordinator.store;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A few threads with a connection each, for short read-only transactions that see one moment of the store. */
final class Readers implements AutoCloseable {
    /** Reads are short; more threads would only take turns on the processors. */
    private static final int THREADS = 4;

    private static final System.Logger LOG = System.getLogger(Readers.class.getName());

    private final Database database;
    private final Clock clock;
    private final ExecutorService executor = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
    private final List<Connection> connections = Collections.synchronizedList(new ArrayList<>());
    private final ThreadLocal<@Nullable Reader> readers = new ThreadLocal<>();

    Readers(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** One thread's connection. */
    private static final class Reader {
        private final Connection connection;
        private final Tables tables;
        /** A work is running, so that a read within it belongs to its transaction. */
        private boolean busy;

        Reader(Connection connection, Clock clock) {
            this.connection = connection;
            this.tables = new Tables(connection, clock);
        }
    }

    <T extends @Nullable Object> T read(Work<T> work) {
        if (readers.get() instanceof Reader reader && reader.busy) {
            return within(reader, work);
        }
        try {
            return CompletableFuture.supplyAsync(() -> transaction(work), executor).get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while reading from the store.", e);
        } catch (RejectedExecutionException e) {
            throw new StoreException("The store is closed.", e);
        }
    }

    /** Runs something long on a thread of its own, which nobody interrupts, and waits for it. */
    void aside(String name, Runnable work) {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        Thread.ofPlatform().name(name).daemon().start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for " + name + ".", e);
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new CompletionException(cause);
        };
    }

    private <T extends @Nullable Object> T transaction(Work<T> work) {
        Reader reader = reader();
        reader.busy = true;
        try {
            return within(reader, work);
        } finally {
            reader.busy = false;
            end(reader);
        }
    }

    private static <T extends @Nullable Object> T within(Reader reader, Work<T> work) {
        try {
            return work.run(reader.tables);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private static StoreException refused(SQLException e) {
        return new StoreException("The store could not be read: " + Database.firstLine(e), e);
    }

    private static void end(Reader reader) {
        try {
            reader.connection.rollback();
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private Reader reader() {
        Reader reader = readers.get();
        if (reader == null) {
            reader = new Reader(open(), clock);
            readers.set(reader);
        }
        return reader;
    }

    private Connection open() {
        Connection connection = database.connect();
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connections.add(connection);
            return connection;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** Waits for the reads that run, then closes their connections. */
    @Override
    public void close() {
        executor.close();
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "A read connection did not close cleanly.", e);
            }
        }
        connections.clear();
    }
}
