package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Leaves this process few descriptors, until it is closed. */
final class FewDescriptors implements AutoCloseable {
    private static final int RLIMIT_NOFILE = 7;
    private static final int DATAGRAM_CLOEXEC = 2 | 0x80000;

    private final SystemCalls calls = new SystemCalls();
    private final MemorySegment limit = Arena.ofAuto().allocate(16, 8);
    private final Deque<Integer> taken = new ArrayDeque<>();
    private final long before;

    FewDescriptors() {
        assertThat(calls.getrlimit(RLIMIT_NOFILE, limit)).isZero();
        before = limit.get(JAVA_LONG, 0);
        soft(highest() + 64);
        fill();
    }

    private static int highest() {
        String[] open = new File("/proc/self/fd").list();
        int highest = 0;
        for (String fd : open == null ? new String[0] : open) {
            highest = Math.max(highest, Integer.parseInt(fd));
        }
        return highest;
    }

    private void soft(long descriptors) {
        limit.set(JAVA_LONG, 0, descriptors);
        assertThat(calls.setrlimit(RLIMIT_NOFILE, limit)).isZero();
    }

    private int fill() {
        int count = 0;
        for (int fd = open(); fd >= 0; fd = open()) {
            taken.push(fd);
            count++;
        }
        return count;
    }

    private int open() {
        return calls.socket(SockAddr.AF_INET, DATAGRAM_CLOEXEC, 0);
    }

    /** Frees so many. */
    void leave(int free) {
        for (int i = 0; i < free; i++) {
            calls.close(taken.pop());
        }
    }

    /** How many are free now; takes them. */
    int countFree() {
        return fill();
    }

    @Override
    public void close() {
        leave(taken.size());
        soft(before);
    }
}
