package dev.scanctl.coordinator.prune;

import java.time.Duration;

/**
 * How many rows the next batch removes, so that one lasts some 20 ms whatever the machine and the rows: the writer serves
 * others between two of them, and none of them waits for longer than 50 ms. Owned by one thread.
 */
final class BatchSize {
    private static final int FIRST = 200;
    private static final int LEAST = 10;
    /** More in one transaction would only keep more in memory. */
    private static final int MOST = 5_000;

    private static final Duration SHORT = Duration.ofMillis(12);
    private static final Duration LONG = Duration.ofMillis(25);

    private int rows = FIRST;

    int rows() {
        return rows;
    }

    /** @param length how long the last batch had the writer to itself */
    void took(Duration length) {
        if (length.compareTo(LONG) > 0) {
            rows = Math.max(LEAST, rows / 2);
        } else if (length.compareTo(SHORT) < 0) {
            rows = Math.min(MOST, rows + rows / 4);
        }
    }
}
