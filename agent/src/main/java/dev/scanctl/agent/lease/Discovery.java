package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finding out which of a unit's addresses have a live host, by up to three steps, each a unit for an engine:
 *
 * <ol>
 *   <li>addresses on this machine's own links are asked for by ARP or neighbour solicitation. Whoever is there must answer,
 *       so that silence settles it;
 *   <li>the others are asked for an ICMP echo, which many filter, so that only an answer settles it;
 *   <li>who was not heard is asked by a few TCP ports. An agent that can do nothing else begins here.
 * </ol>
 *
 * <p>A host is down only by evidence: it did not answer on the link, or every probe of its TCP ports met silence, after all its
 * attempts, or an error that says that the host cannot be reached. Whatever else is heard, and a port of which a local fault
 * kept the truth, makes it live, so that its ports are probed; so does a host that may not be asked at all, whose ports then
 * are told to be forbidden. This machine's own addresses are live. Owned by the control
 * thread.
 */
final class Discovery {
    /** Open or refusing on most hosts that are there: web, remote shell, file shares and remote desktops. */
    static final PortSet PORTS = PortSet.of(
            PortRange.of(22), PortRange.of(80), PortRange.of(443), PortRange.of(445), PortRange.of(3389));

    /** Echoes and solicitations have no port: this one stands for the host. */
    static final PortSet HOST = PortSet.of(PortRange.of(0));

    private static final int FEWEST_ATTEMPTS = 2;
    private static final UnitOutcome.Quality NOTHING_ASKED =
            new UnitOutcome.Quality(0, 0, 0, 0, 0, 0, 0, 0, false, 0, MissEvidence.NONE);

    private final ProbeUnit byTcp;
    private final AddressSet own;
    private final Deque<ProbeUnit> earlier = new ArrayDeque<>();
    private ProbeUnit current;
    private AddressSet unheard;
    private AddressSet live = AddressSet.EMPTY;
    private @Nullable Method method;
    private UnitOutcome.Quality quality = NOTHING_ASKED;

    /**
     * @param byTcp the last step, if it were to ask for all
     * @param own those of its addresses that are this machine's
     */
    private Discovery(ProbeUnit byTcp, AddressSet own) {
        this.byTcp = byTcp;
        this.current = byTcp;
        this.own = own;
        this.unheard = byTcp.addresses();
    }

    /** Silence of a host counts for all of its ports: it is never taken from one attempt. */
    static ProbeLimits limits(ProbeLimits asked) {
        return asked.withAttempts(
                Math.max(FEWEST_ATTEMPTS, asked.minAttempts()), Math.max(FEWEST_ATTEMPTS, asked.maxAttempts()));
    }

    /**
     * A search by these steps and then by TCP.
     *
     * @param byTcp the last step, if it were to ask for all
     * @param onLink addresses to ask for on the link; none where this agent cannot
     * @param byEcho addresses to ask for an echo; none where this agent cannot
     * @param own those of its addresses that are this machine's
     */
    static Discovery of(ProbeUnit byTcp, AddressSet onLink, AddressSet byEcho, AddressSet own) {
        Discovery search = new Discovery(byTcp, own);
        search.add(Method.NEIGHBOUR, onLink);
        search.add(Method.ICMP_ECHO, byEcho);
        return search;
    }

    private void add(Method how, AddressSet whom) {
        if (!whom.isEmpty()) {
            earlier.add(unit(how, whom, HOST));
        }
    }

    private ProbeUnit unit(Method how, AddressSet whom, PortSet ports) {
        return new ProbeUnit(byTcp.id(), how, Protocol.TCP, whom, ports, byTcp.seed(), byTcp.limits());
    }

    /**
     * The next step, the first one to begin with.
     *
     * @param gone addresses excluded since the unit was granted
     * @return empty: there is nothing left to ask
     */
    Optional<ProbeUnit> next(AddressSet gone) {
        while (!earlier.isEmpty()) {
            ProbeUnit step = earlier.remove();
            AddressSet left = step.addresses().minus(gone);
            if (!left.isEmpty()) {
                return Optional.of(begin(unit(step.method(), left, HOST)));
            }
        }
        AddressSet left = unheard.minus(gone);
        unheard = AddressSet.EMPTY;
        return left.isEmpty() ? Optional.empty() : Optional.of(begin(unit(byTcp.method(), left, PORTS)));
    }

    private ProbeUnit begin(ProbeUnit step) {
        current = step;
        method = method == null ? step.method() : method;
        return step;
    }

    /** Whether this step is the last one. */
    boolean isLast() {
        return current.method() == byTcp.method();
    }

    /** Takes what the step under way has found out, be it of some hosts only. */
    void heard(UnitOutcome outcome) {
        AddressSet found = hosts(outcome, host -> isLast() ? !down(host) : !down(host) && observed(host));
        live = live.union(found);
        unheard = unheard.minus(found);
        if (current.method() == Method.NEIGHBOUR) {
            unheard = unheard.minus(hosts(outcome, Discovery::down));
        }
        quality = quality.with(outcome.quality());
    }

    /** The addresses that are not down. */
    AddressSet live() {
        return live.union(own);
    }

    /** How all were asked for first. */
    Method method() {
        return method == null ? byTcp.method() : method;
    }

    /** Of all steps together. */
    UnitOutcome.Quality quality() {
        return quality;
    }

    private static AddressSet hosts(UnitOutcome outcome, Predicate<UnitOutcome.Host> which) {
        List<AddressRange> ranges = outcome.hosts().stream()
                .filter(which)
                .map(host -> AddressRange.of(host.address()))
                .toList();
        return AddressSet.of(ranges);
    }

    /** What the owner of this machine forbids to ask says nothing either way. */
    private static boolean down(UnitOutcome.Host host) {
        List<Outcome> asked = host.runs().list().stream()
                .map(Run::outcome)
                .filter(outcome -> outcome.reason() != Reason.POLICY)
                .toList();
        return !asked.isEmpty() && asked.stream().allMatch(Discovery::saysDown);
    }

    private static boolean observed(UnitOutcome.Host host) {
        return host.runs().list().stream()
                .map(run -> run.outcome().state())
                .noneMatch(state -> state == PortState.UNKNOWN || state == PortState.NOT_PROBED);
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
