package dev.scanctl.coordinator.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * Keeps a store's file from growing by what is replaced soon after it was written: what is left of chunks that are mostly unused is
 * written anew, so that their space can be used again. H2 does so by itself only where it also writes commits in the background,
 * which for us it must not. Owned by the writer's thread, and used between two transactions.
 */
final class Compaction {
    /** Of what chunks hold; with more of it in use the space is soon used again. */
    private static final int LEAST_PERCENT_USED = 50;

    /** Written in one go, in some ten milliseconds. */
    private static final int BYTES_AT_A_TIME = 4 << 20;

    private static final long DISTANCE_NANOS = 250_000_000L;

    private final MVStore file;
    private final long distanceNanos;
    private long lastNanos = System.nanoTime();

    Compaction(Connection connection) {
        this(connection, DISTANCE_NANOS);
    }

    /** @param distanceNanos between two steps, at least */
    Compaction(Connection connection, long distanceNanos) {
        this.distanceNanos = distanceNanos;
        try {
            SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            this.file = session.getDatabase().getStore().getMvStore();
        } catch (SQLException e) {
            throw new StoreException("The store's file is out of reach: " + Database.firstLine(e), e);
        }
    }

    /** A little of it, now and then: whether anything was written. */
    boolean step() {
        long now = System.nanoTime();
        if (now - lastNanos < distanceNanos) {
            return false;
        }
        lastNanos = now;
        boolean written = file.compact(LEAST_PERCENT_USED, BYTES_AT_A_TIME);
        if (written) {
            file.commit();
        }
        return written;
    }
}
