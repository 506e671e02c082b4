package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;

/**
 * Finding out which addresses have a live host, by what every agent can do: a few TCP ports of each are probed on the
 * engine like those of any unit, and what they say of their host is read from the outcome.
 *
 * <p>A host is down only by evidence: every probe of it met silence, after all its attempts, or an error that says that
 * the host cannot be reached. Whatever else is heard, and a port of which a local fault kept the truth, makes it live, so
 * that its ports are probed.
 */
final class Discovery {
    /** Open or refusing on most hosts that are there: web, remote shell, file shares and remote desktops. */
    static final PortSet PORTS = PortSet.of(
            PortRange.of(22), PortRange.of(80), PortRange.of(443), PortRange.of(445), PortRange.of(3389));

    private static final int FEWEST_ATTEMPTS = 2;

    private Discovery() {}

    /** Silence of a host counts for all of its ports: it is never taken from one attempt. */
    static ProbeLimits limits(ProbeLimits asked) {
        return new ProbeLimits(
                asked.maxPps(),
                asked.hostPps(),
                asked.hostInFlight(),
                Math.max(FEWEST_ATTEMPTS, asked.minAttempts()),
                Math.max(FEWEST_ATTEMPTS, asked.maxAttempts()),
                asked.hostTimeoutNanos());
    }

    /** The addresses that are not down. */
    static AddressSet live(UnitOutcome outcome) {
        return AddressSet.of(outcome.hosts().stream()
                .filter(host -> !down(host))
                .map(host -> AddressRange.of(host.address()))
                .toList());
    }

    private static boolean down(UnitOutcome.Host host) {
        return host.runs().list().stream().map(Run::outcome).allMatch(Discovery::saysDown);
    }

    private static boolean saysDown(Outcome outcome) {
        if (outcome.state() != PortState.FILTERED) {
            return false;
        }
        return switch (outcome.reason()) {
            case NO_RESPONSE, NO_NEIGHBOUR, HOST_UNREACH, NET_UNREACH, HOST_UNKNOWN, TTL_EXCEEDED -> true;
            default -> false;
        };
    }
}
