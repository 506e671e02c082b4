package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Fragile;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the lease table needs to know of a scan. Immutable; an edit replaces it.
 *
 * @param priority 1 to 100
 * @param ratePps cap over the whole scan; 0: none
 * @param hostRatePps cap for each host; 0: none of the scan's own
 * @param overlay number of the newest exclusion overlay; 0: none
 * @param excluded all addresses of the overlay
 * @param control TCP ports that hosts may be asked for comparison, see scan.v1.WorkUnit.control_ports
 * @param permit under what it may be probed
 */
public record ScanTerms(
        long scanId,
        Plan plan,
        ProbeSettings settings,
        int priority,
        long ratePps,
        long hostRatePps,
        int overlay,
        AddressSet excluded,
        PortSet control,
        Permit permit) {
    public ScanTerms {
        if (priority < 1 || priority > 100 || ratePps < 0 || hostRatePps < 0 || overlay < 0) {
            throw new IllegalArgumentException("scan " + scanId + " has terms out of range");
        }
    }

    /** Without control ports, at any time. */
    public ScanTerms(
            long scanId,
            Plan plan,
            ProbeSettings settings,
            int priority,
            long ratePps,
            long hostRatePps,
            int overlay,
            AddressSet excluded) {
        this(scanId, plan, settings, priority, ratePps, hostRatePps, overlay, excluded, PortSet.EMPTY, Permit.FREE);
    }

    /** The interface of one agent's machine by which link-local targets are reached; empty: there are none. */
    public String zone() {
        return settings.getZone();
    }

    /** At most one connection at a time per host, hence one lease at a time. */
    public boolean fragile() {
        return fragile(settings);
    }

    private static boolean fragile(ProbeSettings settings) {
        return settings.getProfile() == Profile.PROFILE_FRAGILE;
    }

    /** The host cap that holds in the end; 0: none. */
    public long hostCapPps() {
        if (!fragile()) {
            return hostRatePps;
        }
        return hostRatePps == 0 ? Fragile.HOST_PPS : Math.min(Fragile.HOST_PPS, hostRatePps);
    }

    /** What a unit asks of its agent. */
    public Need need(long unit) {
        return plan.isDiscovery(unit)
                ? Need.discovery(asked(settings))
                : Need.ports(plan.protocolOf(unit), asked(settings));
    }

    /** What its units ask of agents, each need once. */
    public List<Need> needs() {
        return needs(plan, settings);
    }

    public static List<Need> needs(Plan plan, ProbeSettings settings) {
        Stream<Need> discovery = plan.discovers() ? Stream.of(Need.discovery(asked(settings))) : Stream.empty();
        Stream<Need> ports = Arrays.stream(Protocol.values())
                .filter(protocol -> !plan.ports(protocol).isEmpty())
                .map(protocol -> Need.ports(protocol, asked(settings)));
        return Stream.concat(discovery, ports).toList();
    }

    /** A SYN probe ends with a reset by the kernel, so a fragile scan connects unless it says how. */
    private static Method asked(ProbeSettings settings) {
        boolean any = settings.getMethod() == Method.METHOD_UNSPECIFIED;
        return any && fragile(settings) ? Method.METHOD_CONNECT : settings.getMethod();
    }

    /** A unit's addresses without those that were excluded since. */
    public AddressSet addressesOf(long unit) {
        return plan.unit(unit).addresses().minus(excluded);
    }
}
