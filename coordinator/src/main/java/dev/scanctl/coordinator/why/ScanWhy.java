package dev.scanctl.coordinator.why;

import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SegmentProgress;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Locale;

/** Why a scan is where it is. */
final class ScanWhy {
    private static final int EXAMPLES = 3;

    private final Store store;
    private final ScanViews views;
    private final Findings findings = new Findings();

    ScanWhy(Store store, ScanViews views) {
        this.store = store;
        this.views = views;
    }

    Findings explain(String what) {
        ScanDetail detail = views.detail(GetScanRequest.newBuilder().setScan(what).build());
        Scan scan = detail.getScan();
        state(scan);
        boolean runs = scan.getState() == ScanState.SCAN_STATE_RUNNING;
        for (SegmentProgress segment : detail.getProgressList()) {
            if (runs && segment.getUnitsDone() < segment.getUnitsTotal()) {
                progress(detail, segment);
            }
            down(scan, segment);
        }
        quarantined(scan);
        if (runs) {
            notes(scan);
        }
        detail.getGapsList().forEach(gap -> gap(scan, gap));
        if (findings.isEmpty()) {
            findings.add("", scan.getId(), "Nothing is missing: every planned port was observed.", "");
        }
        return findings;
    }

    private void state(Scan scan) {
        long id = scan.getId();
        if (scan.getPrunedMs() > 0) {
            findings.add("", id, "Its results were pruned; only their counts are kept.", "'scanctl history' tells what changed");
        }
        switch (scan.getState()) {
            case SCAN_STATE_PAUSED -> findings.add("", id, "The scan is paused.", "'scanctl resume " + id + "' goes on with it");
            case SCAN_STATE_CANCELLED -> findings.add("", id, "The scan was cancelled.", Advice.on(Reason.CANCELLED, id));
            case SCAN_STATE_RUNNING, SCAN_STATE_COMPLETED, SCAN_STATE_COMPLETED_WITH_GAPS, SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> {}
        }
    }

    private void progress(ScanDetail detail, SegmentProgress segment) {
        long id = detail.getScan().getId();
        long left = segment.getProbesTotal() - segment.getProbesDone();
        if (!segment.getStalled().isEmpty()) {
            findings.add(segment.getSegment(), id, segment.getStalled(), stalledAdvice(segment));
            return;
        }
        String pace = segment.getRatePps() > 0
                ? " at " + number(segment.getRatePps()) + " probes a second"
                : "; no rate was reported yet";
        findings.add(segment.getSegment(), id, "It moves: " + number(left) + " ports are left" + pace + ".", "");
        long cap = detail.getSpec().getRatePps();
        if (cap > 0) {
            findings.add(segment.getSegment(), id, "The scan's own rate cap is " + number(cap)
                    + " probes a second over all segments.", "'scanctl edit " + id + " --rate N' changes it");
        }
        long scopeCap = detail.getSpec().getScopePps();
        if (scopeCap > 0) {
            findings.add(segment.getSegment(), id, "All scans under its scope '" + detail.getSpec().getScope() + "' share "
                    + number(scopeCap) + " probes a second.", "");
        }
        long hostCap = detail.getSpec().getHostRatePps();
        boolean fragile = detail.getSpec().getSettings().getProfile() == Profile.PROFILE_FRAGILE;
        if (hostCap > 0 || fragile) {
            findings.add(segment.getSegment(), id, "Each host is asked at most "
                    + number(hostCap > 0 && !(fragile && hostCap > 5) ? hostCap : 5) + " times a second.", "");
        }
    }

    private static String stalledAdvice(SegmentProgress segment) {
        if (segment.getAgents() == 0) {
            return "start or reconnect an agent of " + segment.getSegment() + ": 'scanctl agents' lists them";
        }
        return segment.getUnable() ? "give the segment an agent that can: 'scanctl agents -o wide'" : "";
    }

    private void down(Scan scan, SegmentProgress segment) {
        if (segment.getHostsDown() > 0) {
            findings.add(segment.getSegment(), scan.getId(), number(segment.getHostsDown())
                    + (segment.getHostsDown() == 1 ? " host was" : " hosts were")
                    + " down by recorded evidence; no port there was probed.",
                    "'scanctl submit --like " + scan.getId() + " -Pn' probes every address");
        }
    }

    private void quarantined(Scan scan) {
        store.read(tables -> {
            for (ScanSegmentRow segment : tables.scans().segments(scan.getId())) {
                List<UnitRow> units =
                        tables.units().in(scan.getId(), segment.segmentId(), UnitState.QUARANTINED);
                for (UnitRow unit : units.subList(0, Math.min(EXAMPLES, units.size()))) {
                    findings.add(segment.segment(), scan.getId(), "Unit " + unit.key().unit() + " was given up after "
                            + unit.attempts() + " lost agents, the last one " + unit.agentId() + "."
                            + (unit.detail().isEmpty() ? "" : " " + unit.detail()),
                            Advice.on(Reason.QUARANTINED, scan.getId()));
                }
                if (units.size() > EXAMPLES) {
                    findings.add(segment.segment(), scan.getId(),
                            number(units.size()) + " units were given up in all.", "");
                }
            }
            return true;
        });
    }

    /** What agents of its segments want to be known. */
    private void notes(Scan scan) {
        var live = views.live();
        for (ScanSegmentRow segment : store.read(tables -> tables.scans().segments(scan.getId()))) {
            for (AgentLive agent : live.connected(segment.segmentId()).toList()) {
                if (!agent.note().isEmpty()) {
                    findings.add(segment.segment(), 0, "Agent " + agent.name() + " says: " + agent.note(), "");
                }
            }
        }
    }

    private void gap(Scan scan, GapCount gap) {
        Reason reason = Reason.of(gap.getReasonValue());
        findings.add(gap.getSegment(), scan.getId(), number(gap.getPorts()) + (gap.getPorts() == 1 ? " port: " : " ports: ") + reason.sentence(),
                Advice.on(reason, scan.getId()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
