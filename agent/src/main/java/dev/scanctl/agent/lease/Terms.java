package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.Settings;
import java.time.Duration;

/** The coordinator's settings, made sane. A zero or absurd value is replaced by the design's own. */
record Terms(long ttlNanos, long heartbeatNanos, long detachedNanos, int maxBatchBytes) {
    /** Until the first Welcome. */
    static final Terms INITIAL = of(Settings.getDefaultInstance());

    static Terms of(Settings settings) {
        return new Terms(
                nanos(settings.getLeaseTtlMs(), 20_000, Duration.ofHours(1)),
                nanos(settings.getHeartbeatMs(), 4_000, Duration.ofMinutes(5)),
                nanos(settings.getDetachedMs(), 2_000, Duration.ofMinutes(1)),
                settings.getMaxBatchBytes());
    }

    private static long nanos(int unsignedMillis, long otherwiseMillis, Duration most) {
        long millis = Integer.toUnsignedLong(unsignedMillis);
        return Duration.ofMillis(millis == 0 ? otherwiseMillis : Math.min(millis, most.toMillis())).toNanos();
    }
}
