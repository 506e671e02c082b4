package dev.scanctl.cli.nmap;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a report says of each port that it covered. A port of which it says nothing is unknown: it is never guessed. Kept for all
 * hosts of a report, one after the other.
 */
public final class HostRuns {
    private static final Outcome NOT_TOLD = Outcome.of(PortState.UNKNOWN, Reason.NOT_TOLD);
    private static final int[] NONE = ranks(PortSet.EMPTY);
    private static final Outcome TIMED_OUT = Outcome.of(PortState.NOT_PROBED, Reason.HOST_TIMEOUT);

    private final Map<Protocol, PortSet> covered = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Outcome[]> outcomes = new EnumMap<>(Protocol.class);
    /** By protocol: the rank of each port, or −1. */
    private final Map<Protocol, int[]> ranks = new EnumMap<>(Protocol.class);

    public HostRuns(PortSet tcp, PortSet udp) {
        covered.put(Protocol.TCP, tcp);
        covered.put(Protocol.UDP, udp);
        covered.forEach((protocol, ports) -> {
            outcomes.put(protocol, new Outcome[ports.size()]);
            ranks.put(protocol, ranks(ports));
        });
    }

    private static int[] ranks(PortSet ports) {
        int[] ranks = new int[1 << 16];
        Arrays.fill(ranks, -1);
        for (int rank = 0; rank < ports.size(); rank++) {
            ranks[ports.at(rank)] = rank;
        }
        return ranks;
    }

    /** The next host; {@link Failure} if it has a port that was not covered. */
    public void read(NmapHost host) {
        boolean counted = host.extras().stream().allMatch(HostRuns::listsAll);
        for (Protocol protocol : Protocol.values()) {
            Arrays.fill(of(protocol), counted ? rest(host) : assumed(host, protocol));
        }
        if (counted) {
            host.extras().forEach(extra -> extra.reasons().forEach(why -> set(host, extra, why)));
        }
        host.listed().forEach(port -> set(host, port.protocol(), port.port(), port.outcome()));
    }

    /** Encoded as they travel. */
    public byte[] encoded(Protocol protocol) {
        Outcome[] own = of(protocol);
        return Runs.of(ports(protocol), rank -> own[rank]).encode();
    }

    private Outcome[] of(Protocol protocol) {
        return outcomes.getOrDefault(protocol, new Outcome[0]);
    }

    private PortSet ports(Protocol protocol) {
        return covered.getOrDefault(protocol, PortSet.EMPTY);
    }

    private static boolean listsAll(NmapHost.Extra extra) {
        return !extra.reasons().isEmpty() && extra.reasons().stream().noneMatch(why -> why.ports().isEmpty());
    }

    private static Outcome rest(NmapHost host) {
        return host.timedOut() ? TIMED_OUT : NOT_TOLD;
    }

    /** Reports of older versions only count: where all that is not listed has one state, each port of it has. */
    private Outcome assumed(NmapHost host, Protocol protocol) {
        long left = ports(Protocol.TCP).size() + ports(Protocol.UDP).size() - host.listed().size();
        NmapHost.Extra only = host.extras().getFirst();
        if (host.extras().size() > 1 || only.count() != left) {
            return rest(host);
        }
        String reason = only.reasons().size() == 1 ? only.reasons().getFirst().reason() : "";
        return NmapWords.outcome(protocol, only.state(), reason);
    }

    private void set(NmapHost host, NmapHost.Extra extra, NmapHost.Why why) {
        why.protocol().ifPresent(protocol -> {
            Outcome outcome = NmapWords.outcome(protocol, extra.state(), why.reason());
            int[] rank = ranks.getOrDefault(protocol, NONE);
            Outcome[] own = of(protocol);
            PortList ports = why.ports();
            for (int i = 0; i < ports.size(); i++) {
                int first = rank[ports.first(i)];
                int last = rank[ports.last(i)];
                if (first < 0 || last - first != ports.last(i) - ports.first(i)) {
                    throw outside(host, protocol, firstOutside(rank, ports.first(i), ports.last(i)));
                }
                Arrays.fill(own, first, last + 1, outcome);
            }
        });
    }

    private void set(NmapHost host, Protocol protocol, int port, Outcome outcome) {
        int rank = ranks.getOrDefault(protocol, NONE)[port];
        if (rank < 0) {
            throw outside(host, protocol, port);
        }
        of(protocol)[rank] = outcome;
    }

    private static int firstOutside(int[] rank, int first, int last) {
        return IntStream.rangeClosed(first, last).filter(port -> rank[port] < 0).findFirst().orElseThrow();
    }

    private static Failure outside(NmapHost host, Protocol protocol, int port) {
        return Failure.usage("host " + host.address().map(Object::toString).orElse("") + " has port " + port + "/"
                + protocol.label() + ", which is not among the ports that were covered");
    }
}
