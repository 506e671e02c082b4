package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.measure.RttEstimate;
import dev.scanctl.wire.Method;

/**
 * How long an attempt waits for its answer. A connect transport loses an answer that comes after the attempt is
 * abandoned, so all of these are generous: a live host costs little by them, since it answers.
 */
final class Timeouts {
    /** From one SYN of a connection attempt to the kernel's next (RFC 6298 section 2.1; from Linux 6.5 on four times alike). */
    private static final long KERNEL_NANOS = 1_000_000_000L;
    /** Where nothing in the unit has answered: given up before the kernel asks again by itself. */
    static final long INITIAL_NANOS = KERNEL_NANOS - 50_000_000L;
    /** Above the stalls of a busy machine on either side. */
    static final long FLOOR_NANOS = 100_000_000L;
    /** For a host that was not heard, while others of its unit were: room for neighbour discovery and a longer path. */
    static final long UNHEARD_FLOOR_NANOS = 400_000_000L;

    static final long CEILING_NANOS = 3_000_000_000L;

    private Timeouts() {}

    /** Packets that the kernel adds to an attempt that is open for so long. */
    static long repeats(Method method, long openNanos) {
        return method == Method.CONNECT ? openNanos / KERNEL_NANOS : 0;
    }

    /**
     * The time-out of a host's next attempt.
     *
     * @param unitWide round trips of all hosts of the unit
     * @param silentBefore attempts of the same port that stayed silent; the last chances get twice the time
     */
    static long of(HostState host, RttEstimate unitWide, int silentBefore) {
        if (!host.rtt.isEmpty()) {
            return Math.clamp(host.rtt.timeoutNanos(), FLOOR_NANOS, CEILING_NANOS / 2) * (silentBefore == 0 ? 1 : 2);
        }
        if (!unitWide.isEmpty()) {
            return Math.clamp(2 * unitWide.timeoutNanos(), UNHEARD_FLOOR_NANOS, CEILING_NANOS);
        }
        return INITIAL_NANOS;
    }
}
