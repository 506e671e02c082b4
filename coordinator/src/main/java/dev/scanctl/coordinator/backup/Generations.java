package dev.scanctl.coordinator.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * Which generation a restored store begins its epochs with. It must be above every one that any store of this installation
 * ever had, also those made from the same backup before and thrown away since: so it is the time, too, in minutes.
 */
final class Generations {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    /** What an epoch has room for. Half of it for the time, which lasts until 2041; from then on it is counted. */
    private static final int MOST = (1 << 24) - 1;

    private Generations() {}

    /**
     * @param ofBackup that of the store in the backup
     * @param replaced that of the store whose place it takes; 0: there is none, or it cannot be read
     */
    static int next(int ofBackup, int replaced, Instant now) {
        long minutes = Math.clamp(Duration.between(FIRST, now).toMinutes(), 0, MOST / 2);
        int next = IntStream.of((int) minutes, ofBackup + 1, replaced + 1).max().orElseThrow();
        if (next > MOST) {
            throw new IllegalStateException("no generation is left after " + (next - 1));
        }
        return next;
    }
}
