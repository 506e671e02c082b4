package dev.scanctl.coordinator.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Does something for a scan that the store must take, and does it again as long as the store fails: at once, then after
 * pauses that double up to half a minute. One at a time for each scan. Any thread.
 */
final class UntilStored {
    private static final Logger LOG = System.getLogger(UntilStored.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final LongConsumer action;
    private final Later later;
    /** Scans whose turn is to come. */
    private final Set<Long> waiting = ConcurrentHashMap.newKeySet();

    /** Runs something after a pause, on a thread that may block; zero: now. */
    interface Later {
        void run(Runnable what, Duration pause);
    }

    /** @param action tried again unless it returns */
    UntilStored(LongConsumer action, Later later) {
        this.action = action;
        this.later = later;
    }

    /** Returns at once. */
    void start(long scanId) {
        attempt(scanId, Duration.ZERO);
    }

    private void attempt(long scanId, Duration pause) {
        if (waiting.add(scanId)) {
            later.run(() -> run(scanId, pause), pause);
        }
    }

    private void run(long scanId, Duration pause) {
        // From here on a scan that rests anew gets a turn of its own: this one may have looked too early.
        waiting.remove(scanId);
        try {
            action.accept(scanId);
        } catch (RuntimeException e) {
            Duration next = next(pause);
            LOG.log(Level.WARNING, "The end of scan " + scanId + " could not be stored; it is tried again in "
                    + next.toMillis() + " ms.", e);
            attempt(scanId, next);
        }
    }

    private static Duration next(Duration pause) {
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
