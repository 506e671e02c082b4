package dev.scanctl.agent.linux.syn;

/**
 * Whether this machine's own firewall is to be asked about each probe. What a packet socket sends does not pass it, so once it
 * has refused a probe all go the kernel's way, until so many have passed there for so long that the rule seems to be gone. Each
 * time that turns out wrong the wait is twice as long. Pure; owned by one thread.
 */
final class FirewallMemory {
    /** Probes that must have passed since the last refusal. */
    private static final int PASSED = 1_000;

    private static final long FIRST_WAIT_NANOS = 60_000_000_000L;
    private static final long LONGEST_WAIT_NANOS = 3_600_000_000_000L;

    private boolean asks;
    private long refusedNanos;
    private long waitNanos = FIRST_WAIT_NANOS / 2;
    private long passed;

    /** Whether probes are to go where the firewall sees them. */
    boolean asks() {
        return asks;
    }

    /** It refused a probe. */
    void refused(long nowNanos) {
        if (!asks) {
            waitNanos = Math.min(LONGEST_WAIT_NANOS, 2 * waitNanos);
        }
        asks = true;
        refusedNanos = nowNanos;
        passed = 0;
    }

    /** A probe goes where it sees it. */
    void goesThere() {
        passed++;
    }

    /** Looks whether the rule seems to be gone. */
    void look(long nowNanos) {
        if (asks && passed >= PASSED && nowNanos - refusedNanos >= waitNanos) {
            asks = false;
        }
    }
}
