package dev.scanctl.coordinator.plan;

import dev.scanctl.proto.v1.Profile;

/**
 * How large a unit may be, so that it is some 10 to 60 seconds of work. TCP units take as many ports of a host as they
 * may, then more hosts; UDP units take few ports of many hosts, because hosts answer about one closed UDP port a second.
 *
 * @param tcpProbes most probes of a TCP unit, 1 to 65,536
 * @param tcpPorts most ports of a TCP unit, 1 to 65,536
 * @param udpProbes most probes of a UDP unit, 1 to 65,536
 * @param udpPorts most ports of a UDP unit, 1 to 65,536
 */
public record UnitShape(int tcpProbes, int tcpPorts, int udpProbes, int udpPorts) {
    private static final int MAX = PlannedUnit.MAX_PROBES;
    /** At one ICMP error a second and host, the work of half a minute. */
    private static final int UDP_PORTS = 32;
    /** At five probes a second and host, the work of 51 seconds. */
    private static final int FRAGILE_PORTS = 256;
    /** Sixteen fragile hosts side by side. */
    private static final int FRAGILE_PROBES = 4_096;
    private static final int SMALLEST = 256;
    private static final int SECONDS = 30;

    public UnitShape {
        if (!valid(tcpProbes) || !valid(tcpPorts) || !valid(udpProbes) || !valid(udpPorts)) {
            throw new IllegalArgumentException("a unit has 1 to " + MAX + " probes");
        }
    }

    private static boolean valid(int probes) {
        return probes >= 1 && probes <= MAX;
    }

    /**
     * The shape for a profile.
     *
     * @param ratePps attempts a second of the whole scan; 0: no cap
     */
    public static UnitShape of(Profile profile, long ratePps) {
        UnitShape shape = switch (profile) {
            case PROFILE_FRAGILE -> new UnitShape(FRAGILE_PROBES, FRAGILE_PORTS, FRAGILE_PROBES, UDP_PORTS);
            case PROFILE_FAST -> new UnitShape(MAX, MAX, 16_384, UDP_PORTS);
            case PROFILE_NORMAL, PROFILE_UNSPECIFIED, UNRECOGNIZED -> new UnitShape(16_384, MAX, 4_096, UDP_PORTS);
        };
        return ratePps == 0 ? shape : shape.atMost(halfAMinuteAt(ratePps));
    }

    private static int halfAMinuteAt(long ratePps) {
        long clamped = Math.clamp(ratePps, 1, MAX);
        return Math.clamp(clamped * SECONDS, SMALLEST, MAX);
    }

    /** The same shape with no more probes a unit than this. */
    UnitShape atMost(int probes) {
        return new UnitShape(Math.min(tcpProbes, probes), tcpPorts, Math.min(udpProbes, probes), udpPorts);
    }
}
