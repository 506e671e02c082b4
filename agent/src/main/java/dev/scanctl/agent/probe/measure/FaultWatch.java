package dev.scanctl.agent.probe.measure;

import dev.scanctl.wire.Reason;
import org.jspecify.annotations.Nullable;

/** Whether faults of this machine persist, so that a unit, or some hosts of it, must go back. */
public final class FaultWatch {
    private static final long NEVER = Long.MAX_VALUE;

    /** First fault since the last attempt that got out. */
    private long sinceNanos = NEVER;

    private @Nullable Reason refusal;
    private boolean hopeless;

    /** An attempt got out and ended. */
    public void passed() {
        sinceNanos = NEVER;
    }

    public void faulted(Reason reason, long nowNanos) {
        sinceNanos = Math.min(sinceNanos, nowNanos);
        if (nowNanos - sinceNanos >= RetryRule.of(reason).patienceNanos()) {
            refusal = reason;
            hopeless = true;
        }
    }

    /** One host is given up. */
    public void broken(Reason reason) {
        refusal = reason;
    }

    /** Whether nothing gets out any more, so that the unit is to be refused at once. */
    public boolean hopeless() {
        return hopeless;
    }

    /** The reason of the last host that was given up, or of hopelessness; null: neither. */
    public @Nullable Reason refusal() {
        return refusal;
    }
}
