package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.List;

/** Turns a grant into a unit for an engine. Trusts no size and no combination. Owned by the control thread. */
final class GrantReader {
    /** A unit has at most 65,536 addresses or ports, so more ranges than that are nonsense. */
    private static final int MAX_RANGES = ProbeUnit.MAX_PROBES;

    private final Method method;
    private final OwnAddresses ownAddresses = new OwnAddresses();

    GrantReader(Method method) {
        this.method = method;
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
        AddressSet addresses = addresses(work).minus(gone);
        if (addresses.isEmpty()) {
            throw BadGrant.overtaken("every address of the unit has been excluded meanwhile");
        }
        boolean own = ownAddresses.holdAll(addresses, nowNanos);
        ProbeLimits limits = Profiles.limits(work.getSettings(), own);
        return new ProbeUnit(id, Protocol.TCP, addresses, ports(work, addresses), work.getSeed(), limits);
    }

    private void requireSupported(WorkUnit work) {
        if (work.getKind() != UnitKind.UNIT_KIND_PORTS) {
            throw BadGrant.unsupported("units of kind " + work.getKind() + " are not known");
        }
        if (work.getProtocol() != dev.scanctl.proto.v1.Protocol.PROTOCOL_TCP) {
            throw BadGrant.unsupported("the protocol " + work.getProtocol() + " cannot be probed");
        }
        if (!canAsk(work.getSettings().getMethod())) {
            throw BadGrant.unsupported("the method " + work.getSettings().getMethod() + " is not available");
        }
        if (work.getLiveKnown()) {
            throw BadGrant.unsupported("units with known live hosts are not taken");
        }
        if (!work.getSettings().getZone().isEmpty()) {
            throw BadGrant.unsupported("zoned addresses cannot be probed");
        }
    }

    /** A portable connect is still a connect; its observations say which of the two it was. */
    private boolean canAsk(dev.scanctl.proto.v1.Method asked) {
        return switch (asked) {
            case METHOD_UNSPECIFIED -> true;
            case METHOD_CONNECT -> method == Method.CONNECT || method == Method.CONNECT_PORTABLE;
            case METHOD_SYN, METHOD_UDP, METHOD_CONNECT_PORTABLE, METHOD_ICMP_ECHO, METHOD_NEIGHBOUR ->
                asked.getNumber() == method.number();
            case UNRECOGNIZED -> false;
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

    private static PortSet ports(WorkUnit work, AddressSet addresses) {
        PortSet ports;
        try {
            requireRanges("ports", work.getPortsList());
            ports = WireRanges.ports(work.getPortsList());
        } catch (IllegalArgumentException e) {
            throw BadGrant.malformed(String.valueOf(e.getMessage()));
        }
        if (addresses.size() * ports.size() > ProbeUnit.MAX_PROBES) {
            throw BadGrant.malformed("it has " + addresses.size() + " addresses × " + ports.size() + " ports");
        }
        return ports;
    }

    private static void requireRanges(String what, List<?> ranges) {
        if (ranges.isEmpty() || ranges.size() > MAX_RANGES) {
            throw BadGrant.malformed("it has " + ranges.size() + " ranges of " + what);
        }
    }
}
