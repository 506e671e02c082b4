package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.Need;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedScan;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.Fragile;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a planned scan would do, as an operator is shown it. Pure. */
final class Summary {
    /** Probes over all segments above this ask for a confirmation. */
    static final long CONFIRM_ABOVE = 100_000_000L;

    /** Attempts a second that an agent of today makes where nothing holds it back. */
    private static final double AGENT_PPS = 5_000;

    private Summary() {}

    /** What the planner found besides the plan, as it is stored with the scan. */
    static PlanSummary findings(PlannedScan planned) {
        return PlanSummary.newBuilder()
                .setExcludedAddresses(planned.excludedAddresses())
                .addAllNames(planned.names())
                .setZone(planned.zone())
                .addAllWarnings(planned.warnings())
                .addAllExclusions(RangeMessages.of(planned.exclusions()))
                .addAllLeftOutTcp(RangeMessages.of(planned.leftOut().tcp()))
                .addAllLeftOutUdp(RangeMessages.of(planned.leftOut().udp()))
                .build();
    }

    /**
     * @param findings see {@link #findings}
     * @param view of now: what is expected depends on the agents there are
     */
    static PlanSummary of(
            ScanSpec spec, Plan plan, PlanSummary findings, List<SegmentRow> segments, DeskView view) {
        PortSet tcp = plan.ports(Protocol.TCP);
        PortSet udp = plan.ports(Protocol.UDP);
        return findings.toBuilder()
                .setAddresses(plan.addresses().size())
                .setTcpPorts(tcp.size())
                .setUdpPorts(udp.size())
                .setProbes(plan.probeCount())
                .setUnits(plan.unitCount())
                .setDiscoveryUnits(plan.discoveryUnits())
                .setSegments(segments.size())
                .setExpectedMs(expectedMs(spec, plan, segments, view))
                .addAllWarnings(warnings(ScanTerms.needs(plan, spec.getSettings()), segments, view))
                .setConfirmAbove(CONFIRM_ABOVE)
                .addAllTargets(RangeMessages.of(plan.addresses()))
                .addAllTcp(RangeMessages.of(tcp))
                .addAllUdp(RangeMessages.of(udp))
                .addAllSegmentNames(segments.stream().map(SegmentRow::name).toList())
                .build();
    }

    /** Probes of all segments; saturates. */
    static long probes(Plan plan, int segments) {
        return (long) Math.min(Long.MAX_VALUE, (double) plan.probeCount() * segments);
    }

    /** The slowest segment's time; 0 where one has no agent now, since it cannot be told then. */
    static long expectedMs(ScanSpec spec, Plan plan, List<SegmentRow> segments, DeskView view) {
        double slowest = 0;
        for (SegmentRow segment : segments) {
            long agents = agents(view, segment);
            if (agents == 0) {
                return 0;
            }
            double pps = Math.min(agents * AGENT_PPS, cap(spec, plan) / segments.size());
            slowest = Math.max(slowest, plan.probeCount() * 1000.0 / pps);
        }
        return (long) Math.ceil(slowest);
    }

    /** Attempts a second that the scan allows over all its segments. */
    private static double cap(ScanSpec spec, Plan plan) {
        double cap = spec.getRatePps() == 0 ? Double.MAX_VALUE : spec.getRatePps();
        double hosts = plan.addresses().size();
        if (spec.getHostRatePps() != 0) {
            cap = Math.min(cap, hosts * spec.getHostRatePps());
        }
        if (spec.getSettings().getProfile() == Profile.PROFILE_FRAGILE) {
            cap = Math.min(cap, hosts * Fragile.HOST_PPS);
        }
        return cap;
    }

    private static long agents(DeskView view, SegmentRow segment) {
        return connected(view, segment).count();
    }

    private static Stream<AgentLive> connected(DeskView view, SegmentRow segment) {
        return view.connected(segment.id());
    }

    private static List<String> warnings(List<Need> needs, List<SegmentRow> segments, DeskView view) {
        List<String> warnings = new ArrayList<>();
        for (SegmentRow segment : segments) {
            if (agents(view, segment) == 0) {
                warnings.add("segment " + segment.name() + " has no agent connected now; the scan will wait for one there");
                continue;
            }
            needs.stream()
                    .filter(need -> connected(view, segment).noneMatch(agent -> need.metBy(agent.abilities())))
                    .forEach(need -> warnings.add("no agent of " + segment.name() + " that is connected now can "
                            + need.lacking() + "; the scan will wait for one there"));
        }
        return warnings;
    }
}
