package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.SegmentProgress;
import java.util.List;

/** The fields of a scan, of its progress in one segment, and of its gaps. */
public final class ScanColumns {
    private ScanColumns() {}

    public static List<Column<Scan>> of() {
        return List.of(
                always("id", "ID", Scan::getId),
                elastic("name", "NAME", s -> Shown.nonEmpty(s.getName())),
                always("state", "STATE", s -> Shown.state(s.getState())),
                shown("DONE", s -> Words.percent(s.getProbesDone(), s.getProbesTotal())),
                machine("probes_total", Scan::getProbesTotal),
                machine("probes_done", Scan::getProbesDone),
                always("open", "OPEN", s -> s.getCounts().getOpen()),
                machine("closed", s -> s.getCounts().getClosed()),
                machine("filtered", s -> s.getCounts().getFiltered()),
                machine("open_filtered", s -> s.getCounts().getOpenFiltered()),
                machine("unknown", s -> s.getCounts().getUnknown()),
                machine("not_probed", s -> s.getCounts().getNotProbed()),
                elastic("segments", "FROM", Scan::getSegmentsList),
                always("created", "CREATED", s -> Shown.time(s.getCreatedMs())),
                elastic("targets", "TARGETS", Scan::getTargets),
                wide("ports", "PORTS", s -> s.getPorts().isEmpty() ? "default" : s.getPorts()),
                wide("started", "STARTED", s -> Shown.time(s.getStartedMs())),
                wide("ended", "ENDED", s -> Shown.time(s.getEndedMs())),
                wide("owner", "OWNER", s -> Shown.nonEmpty(s.getOwner())),
                wide("reason", "REASON", s -> Shown.nonEmpty(s.getReason())),
                wide("stalled", "STALLED", s -> Shown.nonEmpty(s.getStalled())));
    }

    static List<Column<SegmentProgress>> progress() {
        return List.of(
                elastic("segment", "SEGMENT", SegmentProgress::getSegment),
                shown("DONE", p -> Words.percent(p.getProbesDone(), p.getProbesTotal())),
                wide("probes_done", "PROBES", SegmentProgress::getProbesDone),
                wide("probes_total", "OF", SegmentProgress::getProbesTotal),
                always("open", "OPEN", p -> p.getCounts().getOpen()),
                always("closed", "CLOSED", p -> p.getCounts().getClosed()),
                always("filtered", "FILTERED", p -> p.getCounts().getFiltered()),
                machine("open_filtered", p -> p.getCounts().getOpenFiltered()),
                always("unknown", "UNKNOWN", p -> p.getCounts().getUnknown()),
                always("not_probed", "NOT PROBED", p -> p.getCounts().getNotProbed()),
                always("agents", "AGENTS", p -> (long) p.getAgents()),
                wide("units_total", "UNITS", SegmentProgress::getUnitsTotal),
                wide("units_done", "UNITS DONE", SegmentProgress::getUnitsDone),
                wide("units_leased", "LEASED", SegmentProgress::getUnitsLeased),
                wide("units_quarantined", "QUARANTINED", SegmentProgress::getUnitsQuarantined),
                wide("hosts_up", "UP", SegmentProgress::getHostsUp),
                wide("hosts_down", "DOWN", SegmentProgress::getHostsDown),
                wide("rate_pps", "RATE/S", SegmentProgress::getRatePps),
                machine("eta_ms", p -> Shown.nonZero(p.getEtaMs())),
                wide("loss_ppm", "LOSS PPM", p -> (long) p.getQuality().getLossPpm()),
                wide("miss_ppm", "MISS PPM", p -> p.hasMissPpm() ? (Long) (long) p.getMissPpm() : null),
                wide("stalled", "STALLED", p -> Shown.nonEmpty(p.getStalled())));
    }

    static List<Column<RemarkCount>> remarks() {
        return List.of(
                elastic("segment", "SEGMENT", RemarkCount::getSegment),
                always("kind", "KIND", r -> RemarkText.label(r.getKind())),
                always("hosts", "HOSTS", RemarkCount::getHosts),
                always("units", "UNITS", RemarkCount::getUnits),
                always("ports", "PORTS", RemarkCount::getPorts),
                elastic("examples", "EXAMPLES", RemarkText::examples));
    }

    static List<Column<GapCount>> gaps() {
        return List.of(
                elastic("segment", "SEGMENT", GapCount::getSegment),
                always("state", "STATE", g -> Shown.state(g.getState())),
                always("reason", "REASON", g -> Shown.reason(g.getReason())),
                always("ports", "PORTS", GapCount::getPorts));
    }
}
