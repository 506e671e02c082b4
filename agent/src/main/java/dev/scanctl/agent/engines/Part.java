package dev.scanctl.agent.engines;

import dev.scanctl.agent.lease.Prober;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import org.jspecify.annotations.Nullable;

/** What one engine has of a unit. Owned by the control thread. */
final class Part {
    final Prober engine;
    final ProbeUnit unit;
    UnitProgress progress;

    /** Attempts a second that it may make now; 0: none, unless the unit has no cap. */
    long share;

    /** Whether its engine was told to send nothing. */
    boolean suspended;

    /** Null: under way. */
    @Nullable UnitOutcome outcome;

    /** Once it has ended: when what it sent last is a second old, so that others may have its share. */
    long freeNanos = Long.MAX_VALUE;

    Part(Prober engine, ProbeUnit unit) {
        this.engine = engine;
        this.unit = unit;
        this.progress = new UnitProgress(unit.id(), 0, 0, 0);
    }

    boolean underWay() {
        return outcome == null;
    }
}
