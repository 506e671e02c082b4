package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.window.Hours;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Turns a grant into a unit for an engine. Trusts no size and no combination. Owned by the control thread. */
final class GrantReader {
    /** A unit has at most 65,536 addresses or ports, so more ranges than that are nonsense. */
    private static final int MAX_RANGES = ProbeUnit.MAX_PROBES;

    private final Set<Method> methods;
    private final OwnAddresses ownAddresses = new OwnAddresses();

    /** @param methods how this agent can ask, at least one */
    GrantReader(Set<Method> methods) {
        this.methods = Set.copyOf(methods);
    }

    /**
     * Reads a grant. The unit's limits are its profile's: rate shares change while it runs.
     *
     * @param id the new unit's number
     * @param gone addresses excluded by overlays that the grant does not know of
     * @throws BadGrant if it is malformed or more than this agent can do
     */
    ProbeUnit read(Grant grant, long id, AddressSet gone, long nowNanos) {
        WorkUnit work = grant.getWork();
        requireSupported(work);
        boolean discovery = looksForHosts(grant);
        Protocol protocol = discovery ? Protocol.TCP : protocol(work);
        Method method = method(protocol, work.getSettings());
        AddressSet addresses = live(work, addresses(work)).minus(gone);
        if (addresses.isEmpty()) {
            throw BadGrant.overtaken("every address of the unit has been excluded meanwhile");
        }
        addresses = placed(addresses, work.getSettings().getZone());
        boolean own = ownAddresses.holdAll(addresses, nowNanos);
        ProbeLimits asked = Profiles.limits(work.getSettings(), own);
        ProbeLimits limits = discovery ? Discovery.limits(asked) : asked;
        PortSet ports = discovery ? Discovery.PORTS : ports(work);
        if (addresses.size() * ports.size() > ProbeUnit.MAX_PROBES) {
            throw BadGrant.malformed("it has " + addresses.size() + " addresses × " + ports.size() + " ports");
        }
        PortSet control = discovery || protocol == Protocol.UDP ? PortSet.EMPTY : control(work);
        return new ProbeUnit(id, method, protocol, addresses, ports, work.getSeed(), limits, control);
    }

    /**
     * When the unit may be probed.
     *
     * @throws BadGrant if that cannot be read: then nothing may be
     */
    static List<Hours> hours(Grant grant) {
        try {
            return grant.getWork().getHoursList().stream()
                    .map(hours -> Hours.parse(hours.getAllowList(), hours.getDenyList(), ZoneOffset.UTC))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Whether a grant is to find out which addresses have a live host, and not the state of ports. */
    static boolean looksForHosts(Grant grant) {
        return grant.getWork().getKind() == UnitKind.UNIT_KIND_DISCOVERY;
    }

    private void requireSupported(WorkUnit work) {
        boolean known = work.getKind() == UnitKind.UNIT_KIND_PORTS || work.getKind() == UnitKind.UNIT_KIND_DISCOVERY;
        if (!known) {
            throw BadGrant.unsupported("units of kind " + work.getKind() + " are not known");
        }
    }

    private static Protocol protocol(WorkUnit work) {
        return switch (work.getProtocol()) {
            case PROTOCOL_TCP -> Protocol.TCP;
            case PROTOCOL_UDP -> Protocol.UDP;
            case PROTOCOL_UNSPECIFIED, UNRECOGNIZED ->
                throw BadGrant.unsupported("the protocol " + work.getProtocol() + " cannot be probed");
        };
    }

    /** How the unit is to be asked, of the ways that are asked for: the first of them that this agent has. */
    private Method method(Protocol protocol, ProbeSettings settings) {
        dev.scanctl.proto.v1.Method asked = settings.getMethod();
        boolean gentle = settings.getProfile() == Profile.PROFILE_FRAGILE;
        return ways(protocol, asked).stream()
                .filter(methods::contains)
                // A SYN probe ends with a reset by the kernel.
                .filter(way -> !gentle || way != Method.SYN)
                .findFirst()
                .orElseThrow(() -> BadGrant.unsupported(
                        protocol == Protocol.UDP
                                ? "UDP ports cannot be probed"
                                : "the method " + asked + " is not available"));
    }

    /** The method is one of TCP: UDP has one way only. A portable connect is still a connect; its observations say so. */
    private static List<Method> ways(Protocol protocol, dev.scanctl.proto.v1.Method asked) {
        if (protocol == Protocol.UDP) {
            return List.of(Method.UDP);
        }
        return switch (asked) {
            case METHOD_UNSPECIFIED -> List.of(Method.SYN, Method.CONNECT, Method.CONNECT_PORTABLE);
            case METHOD_CONNECT -> List.of(Method.CONNECT, Method.CONNECT_PORTABLE);
            case METHOD_CONNECT_PORTABLE -> List.of(Method.CONNECT_PORTABLE);
            case METHOD_SYN -> List.of(Method.SYN);
            case METHOD_UDP, METHOD_ICMP_ECHO, METHOD_NEIGHBOUR, UNRECOGNIZED -> List.of();
        };
    }

    private static AddressSet addresses(WorkUnit work) {
        AddressSet addresses;
        try {
            requireRanges("addresses", work.getAddressesList());
            addresses = WireRanges.addresses(work.getAddressesList());
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
        if (addresses.size() > ProbeUnit.MAX_PROBES) {
            throw BadGrant.malformed("it has " + addresses.size() + " addresses");
        }
        if (addresses.family(true).size() % addresses.size() != 0) {
            throw BadGrant.malformed("it mixes IPv4 and IPv6");
        }
        return addresses;
    }

    /** Where discovery has told, only the live hosts of a unit are probed. */
    private static AddressSet live(WorkUnit work, AddressSet addresses) {
        if (!work.getLiveKnown()) {
            return addresses;
        }
        try {
            requireRanges("live hosts", work.getLiveList());
            return addresses.intersect(WireRanges.addresses(work.getLiveList()));
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Link-local addresses on the link of this machine that the zone means; all others as they are. */
    private static AddressSet placed(AddressSet addresses, String zone) {
        if (addresses.intersect(LinkLocal.ALL).isEmpty()) {
            return addresses;
        }
        if (zone.isEmpty() || !LinkLocal.wellFormed(addresses)) {
            throw BadGrant.malformed("it has link-local addresses without a zone, or outside fe80::/64");
        }
        return LinkLocal.on(addresses, Zones.link(zone));
    }

    private static PortSet ports(WorkUnit work) {
        try {
            requireRanges("ports", work.getPortsList());
            return WireRanges.ports(work.getPortsList());
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static PortSet control(WorkUnit work) {
        try {
            if (work.getControlPortsCount() > 0) {
                requireRanges("control ports", work.getControlPortsList());
            }
            return WireRanges.ports(work.getControlPortsList());
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void requireRanges(String what, List<?> ranges) {
        if (ranges.isEmpty() || ranges.size() > MAX_RANGES) {
            throw BadGrant.malformed("it has " + ranges.size() + " ranges of " + what);
        }
    }
}
