package dev.scanctl.agent.probe.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one step sent, so that a stall of this machine in its midst can be reckoned with: the probes have left later than their
 * paces think, and what follows must not come too close to them. Owned by the engine's thread.
 */
final class Departures {
    private final @Nullable UnitRun[] runs;
    private final int[] probes;
    private int count;

    /** @param most probes of one step */
    Departures(int most) {
        runs = new @Nullable UnitRun[most];
        probes = new int[most];
    }

    /** A step begins. */
    void clear() {
        Arrays.fill(runs, 0, count, null);
        count = 0;
    }

    void add(UnitRun run, int probe) {
        runs[count] = run;
        probes[count++] = probe;
    }

    /** They have left by now, and may have left only now. */
    void late(long nowNanos) {
        for (int i = 0; i < count; i++) {
            UnitRun run = runs[i];
            if (run != null) {
                run.leftLate(probes[i], nowNanos);
            }
        }
    }
}
