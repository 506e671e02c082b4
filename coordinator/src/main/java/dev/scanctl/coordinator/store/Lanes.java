package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.Writer.Write;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Two bounded queues with one consumer that empties the first before the second. Safe for any thread. */
final class Lanes {
    /** Enough to fill a group commit many times over; beyond it the producers wait, which is the back-pressure. */
    private static final int CAPACITY = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Queue<Write<?>>> queues = new EnumMap<>(Lane.class);
    private boolean closed;

    Lanes() {
        for (Lane lane : Lane.values()) {
            queues.put(lane, new ArrayDeque<>());
        }
    }

    /**
     * Queues a write; a {@link StoreException} after close or when interrupted while waiting.
     *
     * @param never whether it may not wait for room: the consumer itself
     */
    void put(Lane lane, Write<?> write, boolean never) {
        lock.lock();
        try {
            Queue<Write<?>> queue = queue(lane);
            while (!closed && !never && queue.size() >= CAPACITY) {
                changed.await();
            }
            if (closed) {
                throw new StoreException("The store is closed.", null);
            }
            queue.add(write);
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting to write to the store.", e);
        } finally {
            lock.unlock();
        }
    }

    /** The next write, waited for; null when closed and empty. */
    @Nullable Write<?> take() {
        lock.lock();
        try {
            Write<?> next = next();
            while (next == null && !closed) {
                changed.awaitUninterruptibly();
                next = next();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next write, if there is one now. */
    @Nullable Write<?> poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Write<?> next() {
        Write<?> next = queue(Lane.CONTROL).poll();
        if (next == null) {
            next = queue(Lane.BULK).poll();
        }
        if (next != null) {
            changed.signalAll();
        }
        return next;
    }

    private Queue<Write<?>> queue(Lane lane) {
        Queue<Write<?>> queue = queues.get(lane);
        if (queue == null) {
            throw new IllegalStateException("no queue for " + lane);
        }
        return queue;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
