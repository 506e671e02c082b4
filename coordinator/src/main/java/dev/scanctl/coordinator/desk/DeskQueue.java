package dev.scanctl.coordinator.desk;

import dev.scanctl.coordinator.lease.table.LeaseTable;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the desk's thread. Events from outside wait for room, which slows down who sends them; answers of the
 * store never do, because the desk's own requests bound them. Any thread puts, the desk's thread takes.
 */
final class DeskQueue {
    private static final Logger LOG = System.getLogger(DeskQueue.class.getName());
    /** Some seconds of heartbeats of a thousand agents. */
    private static final int CAPACITY = 4096;

    private final LinkedBlockingDeque<Consumer<LeaseTable>> queue = new LinkedBlockingDeque<>();
    private final Semaphore room = new Semaphore(CAPACITY);
    private final LongSupplier clock;

    /** @param clock nanoseconds, monotonic */
    DeskQueue(LongSupplier clock) {
        this.clock = clock;
    }

    long nowNanos() {
        return clock.getAsLong();
    }

    /** Waits for room. Not for the desk's own thread. */
    void put(Consumer<LeaseTable> event) {
        room.acquireUninterruptibly();
        queue.add(table -> {
            room.release();
            event.accept(table);
        });
    }

    /** Never waits. */
    void putAnswer(Consumer<LeaseTable> event) {
        queue.add(event);
    }

    /** Never waits, and is next. */
    void putFirst(Consumer<LeaseTable> event) {
        queue.addFirst(event);
    }

    /** Hands an answer to the table once it is there. */
    <T extends @Nullable Object> void answer(
            CompletableFuture<T> future, BiConsumer<LeaseTable, T> whenDone, Consumer<LeaseTable> whenFailed) {
        future.whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.log(Level.WARNING, "The store did not take a change of leases; it is tried again.", failure);
                putAnswer(whenFailed);
            } else {
                putAnswer(table -> whenDone.accept(table, answer));
            }
        });
    }

    /** The next event, waited for at most that long; null if there is none. */
    @Nullable Consumer<LeaseTable> poll(long nanos) throws InterruptedException {
        return queue.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
}
