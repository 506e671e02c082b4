package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A monotonic clock that counts the time in which the machine slept: CLOCK_BOOTTIME, clock_gettime(2). Any thread. */
public final class BootTime {
    private static final int CLOCK_BOOTTIME = 7;
    private static final ThreadLocal<Timespec> OWN =
            ThreadLocal.withInitial(() -> new Timespec(Arena.ofAuto().allocate(Timespec.BYTES, 8)));

    private BootTime() {}

    /** Nanoseconds since the machine started. Linux only, see {@link Machine#unsupported}. */
    public static long nanos() {
        Timespec time = OWN.get();
        try {
            int ignored = (int) Libc.CLOCK_GETTIME.invokeExact(CLOCK_BOOTTIME, time.memory());
        } catch (Throwable e) {
            throw Libc.broken("clock_gettime", e);
        }
        return time.nanos();
    }

    /** {@code struct timespec} (timespec(3)) on a 64-bit machine. */
    record Timespec(MemorySegment memory) {
        static final long BYTES = 16;

        long nanos() {
            return memory.get(JAVA_LONG, 0) * 1_000_000_000L + memory.get(JAVA_LONG, 8);
        }
    }
}
