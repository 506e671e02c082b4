package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.EphemeralPorts;

/**
 * The ports that probes are sent from. No socket holds them: they lie where the kernel gives none to programs that ask for
 * any, and not among the lowest, where services listen.
 *
 * @param first from 1024
 * @param count a power of two
 */
record SourcePorts(int first, int count) {
    private static final int LOWEST = 1_024;
    private static final int MOST = 1 << 14;
    private static final int LEAST = 1 << 12;
    /** Transports of this process that do not hear each other's answers. */
    static final int PARTS = 4;
    /** Where the kernel gives out nearly all ports: its own lie all over the range, few at any place. */
    private static final int FALLBACK = 0x1_0000 - MOST;

    /**
     * One of four parts of the largest block, 2^14 down to 2^12 ports, that fits right above the kernel's range, else below
     * it; where neither is wide enough, of the highest 2^14 ports.
     *
     * @param turn which part, modulo four
     */
    static SourcePorts choose(EphemeralPorts kernels, int turn) {
        for (int count = MOST; count >= LEAST; count /= 2) {
            if (kernels.last() + count <= 0xffff) {
                return new SourcePorts(kernels.last() + 1, count).part(turn);
            }
            if (kernels.first() - count >= LOWEST) {
                return new SourcePorts(kernels.first() - count, count).part(turn);
            }
        }
        return new SourcePorts(FALLBACK, MOST).part(turn);
    }

    private SourcePorts part(int turn) {
        int size = count / PARTS;
        return new SourcePorts(first + (turn & PARTS - 1) * size, size);
    }

    int last() {
        return first + count - 1;
    }

    boolean contains(int port) {
        return port >= first && port <= last();
    }
}
