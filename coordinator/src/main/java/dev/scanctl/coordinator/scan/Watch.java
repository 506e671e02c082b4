package dev.scanctl.coordinator.scan;

import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.ScanEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one watcher has yet to be told. Any thread may offer; one thread takes. A port waits here at most once, so that
 * a watcher who is slow costs a bounded amount of memory.
 */
public final class Watch {
    /** Some 5 MB; a watcher who is this far behind is told of the rest by the results. */
    private static final int MOST_WAITING = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<PortKey, ScanEvent> waiting = new LinkedHashMap<>();
    private final boolean finds;
    private boolean stirred;
    private long dropped;

    /**
     * @param finds whether it wants to be told of finds at all
     */
    Watch(boolean finds) {
        this.finds = finds;
    }

    void found(PortKey port, FoundEvent event) {
        if (!finds) {
            return;
        }
        lock.lock();
        try {
            offer(port, ScanEvent.newBuilder().setFound(event).build());
        } finally {
            lock.unlock();
        }
    }

    /** A find that was not sent yet need not be taken back. */
    void withdrawn(PortKey port, FoundEvent event) {
        if (!finds) {
            return;
        }
        lock.lock();
        try {
            ScanEvent unsent = waiting.remove(port);
            if (unsent == null || !unsent.hasFound()) {
                offer(port, ScanEvent.newBuilder().setWithdrawn(event).build());
            }
        } finally {
            lock.unlock();
        }
    }

    private void offer(PortKey port, ScanEvent event) {
        boolean cancelsWithdrawal = event.hasFound() && waiting.containsKey(port);
        if (cancelsWithdrawal) {
            waiting.remove(port);
        } else if (waiting.size() >= MOST_WAITING) {
            dropped++;
        } else {
            waiting.put(port, event);
            changed.signal();
        }
    }

    /** The scan's state may have changed: {@link #next} returns at once. */
    void stir() {
        lock.lock();
        try {
            stirred = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next find or withdrawal; empty after the time given, or when the scan's state may have changed. */
    public Optional<ScanEvent> next(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (waiting.isEmpty() && !stirred && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                stirred = false;
                return Optional.empty();
            }
            return Optional.of(waiting.pollFirstEntry().getValue());
        } finally {
            lock.unlock();
        }
    }

    /** Finds and withdrawals that this watcher was too slow for. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
