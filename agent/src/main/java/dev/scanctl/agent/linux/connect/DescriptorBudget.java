package dev.scanctl.agent.linux.connect;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many descriptors one transport may hold: the process's limit less a reserve for everything else in it (jars, files,
 * gRPC), shared evenly among the open transports. When the kernel refuses one all the same, the share shrinks to what was
 * held then and grows back by a sixty-fourth of itself for each {@value #SUCCESSES_PER_STEP} that the kernel gave. Owned
 * by the transport's thread.
 */
final class DescriptorBudget implements AutoCloseable {
    private static final int RLIMIT_NOFILE = 7;
    private static final int MOST_RESERVED = 512;
    /** Kept free beyond what was open before the first transport: a connection, a log file, some jars not yet read. */
    private static final int SPARE = 32;
    /** A share never shrinks below this: a moment without any descriptor must not make a scan crawl. */
    private static final int LEAST = 8;
    /** Descriptors that were opened for each one the share grows back by. */
    private static final int SUCCESSES_PER_STEP = 64;

    private static final AtomicInteger TRANSPORTS = new AtomicInteger();

    private final long usable;
    private final int max;
    private int ceiling;
    private int successes;
    private boolean closed;

    /**
     * @param usable descriptors for all transports together, from {@link #usable}
     * @param max most attempts this transport may hold, from 1
     */
    DescriptorBudget(long usable, int max) {
        this.usable = usable;
        this.max = max;
        this.ceiling = max;
        TRANSPORTS.incrementAndGet();
    }

    /** Raises the soft limit of this process to the hard one, and says what it is now. */
    static long raisedLimit(SystemCalls calls) {
        RLimit wanted = new RLimit(Arena.ofAuto().allocate(RLimit.BYTES, 8));
        SystemCallFailed.check(calls.getrlimit(RLIMIT_NOFILE, wanted.memory()), "getrlimit", "RLIMIT_NOFILE");
        long soft = wanted.soft();
        wanted.soft(wanted.hard());
        boolean raised = soft == wanted.hard() || calls.setrlimit(RLIMIT_NOFILE, wanted.memory()) >= 0;
        return raised ? wanted.soft() : soft;
    }

    /** Descriptors that this process has open: {@code /proc/self/fd} (proc(5)); 0 where that cannot be read. */
    static int openNow() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    /**
     * What of the process's limit is left for probes: the limit less a quarter of it, at most 512, or less what is open
     * already and 32, whichever leaves fewer; but never less than half. A limit below 0 is none, and so is the answer.
     *
     * @param open descriptors in use for other things, from 0
     */
    static long usable(long limit, int open) {
        if (limit < 0) {
            return -1;
        }
        long reserve = Math.max(Math.min(limit / 4, MOST_RESERVED), open + SPARE);
        return limit - Math.min(reserve, limit / 2);
    }

    /** Attempts that may be open at a time, from 1. */
    int capacity() {
        return Math.min(ceiling, share(usable, TRANSPORTS.get(), max));
    }

    /** An even share, from 1 to max. */
    static int share(long usable, int transports, int max) {
        return usable < 0 ? max : (int) Math.clamp(usable / Math.max(1, transports), 1, max);
    }

    /** The kernel gave no descriptor while this many were held. */
    void refused(int held) {
        ceiling = Math.min(max, Math.max(LEAST, held - held / 8));
        successes = 0;
    }

    /** The kernel gave a descriptor. */
    void granted() {
        if (ceiling < max && ++successes >= SUCCESSES_PER_STEP) {
            successes = 0;
            ceiling = Math.min(max, ceiling + 1 + ceiling / 64);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            TRANSPORTS.decrementAndGet();
        }
    }

    /** {@code struct rlimit} (getrlimit(2)) on a 64-bit machine; −1 stands for no limit. */
    record RLimit(MemorySegment memory) {
        static final long BYTES = 16;

        long soft() {
            return memory.get(JAVA_LONG, 0);
        }

        void soft(long value) {
            memory.set(JAVA_LONG, 0, value);
        }

        long hard() {
            return memory.get(JAVA_LONG, 8);
        }
    }
}
