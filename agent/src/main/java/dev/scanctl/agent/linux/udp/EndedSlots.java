package dev.scanctl.agent.linux.udp;

/** Slots in the order in which their attempts ended, with the time of it. Owned by one thread. */
final class EndedSlots {
    private final int[] younger;
    private final long[] endedNanos;
    private int oldest = SlotChains.NONE;
    private int youngest = SlotChains.NONE;

    EndedSlots(int slots) {
        younger = new int[slots];
        endedNanos = new long[slots];
    }

    boolean isEmpty() {
        return oldest == SlotChains.NONE;
    }

    /** When the oldest ended; there must be one. */
    long oldestNanos() {
        return endedNanos[oldest];
    }

    void add(int slot, long nowNanos) {
        endedNanos[slot] = nowNanos;
        younger[slot] = SlotChains.NONE;
        if (isEmpty()) {
            oldest = slot;
        } else {
            younger[youngest] = slot;
        }
        youngest = slot;
    }

    /** Removes the oldest; there must be one. */
    int takeOldest() {
        int slot = oldest;
        oldest = younger[slot];
        return slot;
    }
}
