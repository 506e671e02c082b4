package dev.scanctl.coordinator.store;

import java.lang.System.Logger.Level;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes what is queued, control before bulk, until a transaction has lasted
 * {@value #GROUP_NANOS} nanoseconds, commits it, syncs the file and completes the futures. Nobody interrupts it.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    /** A control write waits at most this long behind bulk, and one more work. */
    private static final long GROUP_NANOS = 50_000_000;

    private final Connection connection;
    private final Tables tables;
    private final Lanes lanes = new Lanes();
    private final Compaction compaction;
    private final Thread thread;

    Writer(Database database, Clock clock) {
        this.connection = database.connect();
        this.compaction = new Compaction(connection);
        this.tables = new Tables(connection, clock);
        this.thread = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    <T extends @Nullable Object> CompletableFuture<T> write(Lane lane, Work<T> work) {
        Write<T> write = new Write<>(work);
        lanes.put(lane, write, Thread.currentThread() == thread);
        return write.future;
    }

    /** A queued work, what came of it, and who waits for it. */
    static final class Write<T extends @Nullable Object> {
        private final Work<T> work;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable Runnable completion;

        Write(Work<T> work) {
            this.work = work;
        }

        private void runOn(Tables tables) throws SQLException {
            T result = work.run(tables);
            completion = () -> future.complete(result);
        }

        void fail(Throwable cause) {
            completion = () -> future.completeExceptionally(cause);
        }

        void complete() {
            if (completion != null) {
                completion.run();
            }
        }
    }

    private void run() {
        List<Write<?>> group = new ArrayList<>();
        for (Write<?> next = lanes.take(); next != null; next = lanes.take()) {
            long start = System.nanoTime();
            group.clear();
            while (next != null) {
                group.add(next);
                runAlone(next);
                next = System.nanoTime() - start < GROUP_NANOS ? lanes.poll() : null;
            }
            commit(group);
            group.forEach(Write::complete);
            compact();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "The write connection did not close cleanly.", e);
        }
    }

    /** Runs one work of the group; if it throws, only its own changes go. */
    private void runAlone(Write<?> write) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                tables.nextWork();
                write.runOn(tables);
                connection.releaseSavepoint(before);
            } catch (Throwable e) {
                connection.rollback(before);
                write.fail(named(e));
            }
        } catch (SQLException e) {
            write.fail(named(e));
        }
    }

    private void commit(List<Write<?>> group) {
        try (Statement statement = connection.createStatement()) {
            connection.commit();
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            LOG.log(Level.ERROR, "The store could not commit: {0}", Database.firstLine(e));
            rollBack();
            group.forEach(write -> write.fail(named(e)));
        }
    }

    private void compact() {
        try {
            compaction.step();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The store's file could not be compacted: {0}", e.getMessage());
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "A failed transaction could not be rolled back.", e);
        }
    }

    /** A failed batch chains one exception for each row: the first says it all. */
    private static Throwable named(Throwable e) {
        if (e instanceof SQLException failed) {
            SQLException next = failed.getNextException();
            SQLException first = failed instanceof BatchUpdateException && next != null ? next : failed;
            return new StoreException("The store refused a write: " + Database.firstLine(first), first);
        }
        return e;
    }

    /** Takes no more writes, finishes those that are queued and returns when the thread has ended. */
    @Override
    public void close() {
        lanes.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
