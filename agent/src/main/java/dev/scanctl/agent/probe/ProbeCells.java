package dev.scanctl.agent.probe;

/**
 * What is kept of each probe of a unit, 16 bytes side by side. Probes are asked in a drawn order, so each look at one is a
 * line of memory that is in no cache of the processor: all that an attempt needs stands in the same one. {@link Schedule} owns
 * the first two numbers, {@link Ledger} the others. Owned by the engine's thread.
 */
final class ProbeCells {
    private static final int STRIDE_BITS = 2;
    private static final int NEXT = 0;
    private static final int DUE = 1;
    private static final int VERDICT = 2;

    private static final int CODE_MASK = 0xffff;
    private static final int SILENT_SHIFT = 16;
    private static final int SILENT_MASK = 0x7f;
    private static final int FAULT_SHIFT = 24;

    private final int[] cells;
    /** Keeps what {@link #touch} does from being left out. */
    private int touched;

    ProbeCells(int probes) {
        cells = new int[probes << STRIDE_BITS];
    }

    int size() {
        return cells.length >> STRIDE_BITS;
    }

    private static int at(int probe, int field) {
        return (probe << STRIDE_BITS) + field;
    }

    /** Has what is kept of the probe brought near, without waiting for it. */
    void touch(int probe) {
        touched += cells[at(probe, VERDICT)];
    }

    /** The probe behind this one in its queue. */
    int next(int probe) {
        return cells[at(probe, NEXT)];
    }

    void setNext(int probe, int next) {
        cells[at(probe, NEXT)] = next;
    }

    /** When a queued retry is due, or else when the probe was last sent, milliseconds from the origin. */
    int dueMillis(int probe) {
        return cells[at(probe, DUE)];
    }

    void setDueMillis(int probe, int millis) {
        cells[at(probe, DUE)] = millis;
    }

    /** {@link dev.scanctl.wire.Outcome#code} of the best answer so far; 0: none yet. */
    int code(int probe) {
        return cells[at(probe, VERDICT)] & CODE_MASK;
    }

    void setCode(int probe, int code) {
        int at = at(probe, VERDICT);
        cells[at] = cells[at] & ~CODE_MASK | code;
    }

    /** Attempts that brought nothing, 0 to 127. */
    int silentAttempts(int probe) {
        return cells[at(probe, VERDICT)] >>> SILENT_SHIFT & SILENT_MASK;
    }

    void addSilentAttempt(int probe) {
        if (silentAttempts(probe) < SILENT_MASK) {
            cells[at(probe, VERDICT)] += 1 << SILENT_SHIFT;
        }
    }

    /** Counts a fault, of which there are fewer than 256, and gives how many there were. */
    int addFault(int probe) {
        return (cells[at(probe, VERDICT)] += 1 << FAULT_SHIFT) >>> FAULT_SHIFT;
    }
}
