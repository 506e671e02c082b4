package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many descriptors one transport may hold: the process's limit less a reserve for everything else in it (files,
 * gRPC), shared evenly among the open transports. When the kernel refuses one all the same, the share shrinks to what was
 * held then and grows back slowly. Owned by the transport's thread.
 */
final class DescriptorBudget implements AutoCloseable {
    private static final int RLIMIT_NOFILE = 7;
    private static final int MOST_RESERVED = 512;
    /** Descriptors that were opened for each one the share grows back by. */
    private static final int SUCCESSES_PER_STEP = 64;

    private static final AtomicInteger TRANSPORTS = new AtomicInteger();

    private final long limit;
    private final int max;
    private int ceiling;
    private int successes;
    private boolean closed;

    /**
     * @param limit most descriptors of the process
     * @param max most attempts this transport may hold, from 1
     */
    DescriptorBudget(long limit, int max) {
        this.limit = limit;
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

    /** Attempts that may be open at a time, from 1. */
    int capacity() {
        return Math.min(ceiling, share(limit, TRANSPORTS.get(), max));
    }

    /** An even share, from 1 to max; a quarter of the limit, at most 512, is the reserve. A limit below 0 is none. */
    static int share(long limit, int transports, int max) {
        if (limit < 0) {
            return max;
        }
        long usable = limit - Math.min(limit / 4, MOST_RESERVED);
        return (int) Math.clamp(usable / Math.max(1, transports), 1, max);
    }

    /** The kernel gave no descriptor while this many were held. */
    void refused(int held) {
        ceiling = Math.max(1, held - held / 8);
        successes = 0;
    }

    /** The kernel gave a descriptor. */
    void granted() {
        if (ceiling < max && ++successes >= SUCCESSES_PER_STEP) {
            successes = 0;
            ceiling++;
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
