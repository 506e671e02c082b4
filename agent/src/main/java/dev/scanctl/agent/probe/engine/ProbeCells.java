package dev.scanctl.agent.probe.engine;

/**
 * What is kept of each probe of a unit, 12 bytes. {@link Schedule} owns the first two numbers, {@link Ledger} the others. Owned
 * by the engine's thread.
 */
final class ProbeCells {
    private static final int CODE_MASK = 0xffff;
    private static final int SILENT_SHIFT = 16;
    private static final int SILENT_MASK = 0x7f;
    private static final int FAULT_SHIFT = 24;

    private final int[] nexts;
    private final int[] dueMillis;
    private final int[] verdicts;

    ProbeCells(int probes) {
        nexts = new int[probes];
        dueMillis = new int[probes];
        verdicts = new int[probes];
    }

    int size() {
        return verdicts.length;
    }

    /** The probe behind this one in its queue. */
    int next(int probe) {
        return nexts[probe];
    }

    void setNext(int probe, int next) {
        nexts[probe] = next;
    }

    /** When a queued retry is due, or else when the probe was last sent, milliseconds from the origin. */
    int dueMillis(int probe) {
        return dueMillis[probe];
    }

    void setDueMillis(int probe, int millis) {
        dueMillis[probe] = millis;
    }

    /** {@link dev.scanctl.wire.Outcome#code} of the best answer so far; 0: none yet. */
    int code(int probe) {
        return verdicts[probe] & CODE_MASK;
    }

    void setCode(int probe, int code) {
        verdicts[probe] = verdicts[probe] & ~CODE_MASK | code;
    }

    /** Attempts that brought nothing, 0 to 127. */
    int silentAttempts(int probe) {
        return verdicts[probe] >>> SILENT_SHIFT & SILENT_MASK;
    }

    void addSilentAttempt(int probe) {
        if (silentAttempts(probe) < SILENT_MASK) {
            verdicts[probe] += 1 << SILENT_SHIFT;
        }
    }

    /** Counts a fault, of which there are fewer than 256, and gives how many there were. */
    int addFault(int probe) {
        return (verdicts[probe] += 1 << FAULT_SHIFT) >>> FAULT_SHIFT;
    }
}
