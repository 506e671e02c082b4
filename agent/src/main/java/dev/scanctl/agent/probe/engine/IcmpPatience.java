package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.measure.IcmpBudgets;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;

/**
 * Patience with hosts that limit their ICMP errors, which is how a closed UDP port answers. The first {@value #AT_ONCE}
 * attempts of a port go out as usual, so that open ports are found soon; a port that stays silent while the host's budget was
 * exhausted is asked again, at the host's own rate, until its silence counts. Owned by the engine's thread.
 */
final class IcmpPatience {
    /** With these an open port is missed once in a million at 0.5 % loss each way. */
    private static final int AT_ONCE = 3;

    /** Silences that must count before they are believed: an ICMP error that was lost leaves a gap in which others count. */
    private static final int COUNTING = 2;

    private final boolean udp;
    private final IcmpBudgets budgets;
    /** Silences of each probe that counted, at hosts that limit. */
    private final byte[] counted;

    IcmpPatience(ProbeUnit unit, IcmpBudgets budgets) {
        this.udp = unit.protocol() == Protocol.UDP;
        this.counted = new byte[udp ? unit.size() : 0];
        this.budgets = budgets;
    }

    /** Whether this answer may have been held back by a limit, so that silence before it was no loss of the path. */
    boolean concerns(Outcome outcome) {
        return udp && outcome.state() == PortState.CLOSED;
    }

    /** A port of the host answered that it is closed. */
    void unreachable(HostState host, int port, long sentNanos) {
        if (host.icmp == null) {
            host.icmp = budgets.of(host.address);
        }
        host.icmp.unreachable(port, sentNanos);
    }

    /** A question goes out; one more than usual of a silent port holds up the next to this host. */
    void sent(HostState host, int silentBefore, long nowNanos) {
        if (host.icmp != null) {
            host.icmp.sent(nowNanos);
            if (silentBefore >= AT_ONCE) {
                host.pausedNanos = Math.max(host.pausedNanos, host.icmp.nextNanos());
            }
        }
    }

    /**
     * A question was not answered.
     *
     * @return whether its silence is to be believed
     */
    boolean silent(HostState host, int probe, int port, long sentNanos) {
        if (host.icmp == null && udp) {
            host.icmp = budgets.find(host.address);
        }
        if (host.icmp == null) {
            return true;
        }
        host.icmp.silent(port, sentNanos);
        if (!host.icmp.exhausted(sentNanos)) {
            counted[probe] = (byte) Math.min(COUNTING, counted[probe] + 1);
        }
        return counted[probe] >= COUNTING;
    }

    /** Attempts that a silent port of this host gets in any case. */
    int attempts(HostState host, int otherwise) {
        return host.icmp == null ? otherwise : Math.max(AT_ONCE, otherwise);
    }
}
