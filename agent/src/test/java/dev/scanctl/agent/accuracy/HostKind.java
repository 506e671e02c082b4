package dev.scanctl.agent.accuracy;

import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.util.SplittableRandom;

/** Kinds of hosts, by what those of their ports do that are not open. */
enum HostKind {
    /** Says that they are closed; some are dropped and some rejected all the same. */
    CLOSES,
    /** Drops them. */
    DROPS,
    /** Drops them, and very few are open. */
    HIDES,
    /** A firewall before it rejects them by ICMP. */
    REJECTS,
    /** A router says that it cannot be reached. */
    UNREACHABLE,
    /** Answers nothing at all. */
    DEAD,
    /** Says that they are closed, in so many words a second. */
    LIMITS,
    /** Rejects by so many ICMP errors a second. */
    LIMITS_REJECTS,
    /** Accepts every connection, or answers every datagram. */
    ANY,
    /** The same, slowly. */
    TARPIT;

    private static final int FEW_OPEN = 3;

    SimHost draw(SplittableRandom random, Protocol protocol, int ports, double openShare) {
        boolean udp = protocol == Protocol.UDP;
        Outcome open = udp ? SimHost.UDP_OPEN : SimHost.OPEN;
        Outcome closed = udp ? SimHost.UDP_CLOSED : SimHost.CLOSED;
        return switch (this) {
            case CLOSES -> varied(SimHost.all(closed), random, ports).with(open, some(random, ports, openShare));
            case DROPS -> SimHost.dead().with(open, some(random, ports, openShare));
            case HIDES -> SimHost.dead().with(open, few(random, ports));
            case REJECTS -> SimHost.all(SimHost.REJECTED).with(open, some(random, ports, openShare));
            case UNREACHABLE -> SimHost.all(SimHost.UNREACHABLE);
            case DEAD -> SimHost.dead();
            case LIMITS -> limited(SimHost.all(closed), udp).with(open, some(random, ports, openShare));
            case LIMITS_REJECTS ->
                SimHost.all(SimHost.REJECTED).bucket(100, 50).with(open, some(random, ports, openShare));
            case ANY -> SimHost.all(open);
            case TARPIT -> SimHost.all(open).delay(300_000_000L);
        };
    }

    /** Of TCP 200 resets a second as FreeBSD, of UDP an error a second after six as Linux. */
    private static SimHost limited(SimHost host, boolean udp) {
        return udp ? host.bucket(1, 6) : host.resetsPerSecond(200);
    }

    private static SimHost varied(SimHost host, SplittableRandom random, int ports) {
        return host.with(SimHost.SILENT, some(random, ports, 0.05)).with(SimHost.REJECTED, some(random, ports, 0.05));
    }

    private static int[] some(SplittableRandom random, int ports, double share) {
        return random.ints((int) Math.ceil(ports * share), 1, ports + 1).toArray();
    }

    private static int[] few(SplittableRandom random, int ports) {
        return random.ints(FEW_OPEN, 1, ports + 1).toArray();
    }
}
