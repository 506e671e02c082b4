package dev.scanctl.coordinator.scan;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.SegmentLive;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SegmentProgress;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.StateCounts;
import dev.scanctl.proto.v1.UnitQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What people are shown of a scan, made of its rows and of what the desk has in memory at one moment. Pure. */
final class ScanReport {
    private static final int SHORT_TEXT = 200;

    private ScanReport() {}

    static Scan scan(StoredScan stored, DeskView view) {
        ScanRow row = stored.row();
        List<SegmentProgress> segments = segments(stored, view);
        ScanSpec spec = StoredScan.spec(row);
        return Scan.newBuilder()
                .setId(row.id())
                .setName(row.name())
                .setReason(row.reason())
                .setOwner(row.owner())
                .setState(row.state())
                .setCreatedMs(row.createdMs())
                .setStartedMs(row.startedMs())
                .setEndedMs(row.endedMs())
                .setProbesTotal(segments.stream().mapToLong(SegmentProgress::getProbesTotal).sum())
                .setProbesDone(segments.stream().mapToLong(SegmentProgress::getProbesDone).sum())
                .setCounts(sum(segments))
                .addAllSegments(segments.stream().map(SegmentProgress::getSegment).toList())
                .setTargets(targets(spec))
                .setPorts(ports(spec))
                .setStalled(stalled(row.state(), segments))
                .setPrunedMs(stored.prunedMs())
                .build();
    }

    static ScanProgress progress(StoredScan stored, DeskView view) {
        return ScanProgress.newBuilder()
                .setScan(scan(stored, view))
                .addAllSegments(segments(stored, view))
                .build();
    }

    static List<SegmentProgress> segments(StoredScan stored, DeskView view) {
        return stored.segments().stream()
                .map(segment -> segment(stored, segment, view))
                .toList();
    }

    private static SegmentProgress segment(StoredScan stored, ScanSegmentRow row, DeskView view) {
        List<OutcomeCount> counts = Gaps.of(row, stored.dispositions());
        SegmentProgress.Builder progress = SegmentProgress.newBuilder()
                .setSegment(row.segment())
                .setProbesTotal(row.probesTotal())
                .setProbesDone(Gaps.ports(Gaps.of(row, stored.committed())))
                .setUnitsTotal(row.unitsTotal())
                .setUnitsDone(row.unitsDone())
                .setAgents(agents(view, row.segmentId()))
                .setCounts(Gaps.sum(counts))
                .setFound(Gaps.sum(counts).getOpen())
                .setHostsUp(row.hostsUp())
                .setHostsDown(row.hostsDown())
                .setQuality(quality(row));
        UnitQuality quality = progress.getQuality();
        if (quality.hasMisses()) {
            MissRate.ppm(quality.getMisses(), progress.getCounts().getOpen(), quality.getMinSilentAttempts())
                    .ifPresent(progress::setMissPpm);
        }
        if (Verb.ended(stored.row().state())) {
            progress.setUnitsQuarantined(stored.quarantined().getOrDefault(row.segmentId(), 0L));
        } else {
            view.segment(row.scanId(), row.segmentId()).ifPresent(live -> addLive(progress, live));
        }
        return progress.build();
    }

    private static void addLive(SegmentProgress.Builder progress, SegmentLive live) {
        long done = Math.min(progress.getProbesTotal(), progress.getProbesDone() + live.probesDone());
        progress.setProbesDone(done)
                .setUnitsLeased(live.unitsLeased())
                .setUnitsQuarantined(live.unitsQuarantined())
                .setRatePps(live.ratePps())
                .setFound(progress.getFound() + live.found())
                .setEtaMs(etaMs(progress.getProbesTotal() - done, live.ratePps()))
                .setStalled(live.stalled())
                .setUnable(live.unable());
    }

    /** Milliseconds for the probes that are left; 0: cannot be told. */
    static long etaMs(long left, long ratePps) {
        return ratePps <= 0 ? 0 : (long) Math.min(Long.MAX_VALUE, Math.ceil(left * 1000.0 / ratePps));
    }

    private static int agents(DeskView view, int segmentId) {
        return (int) view.agents().stream()
                .filter(agent -> agent.connected() && agent.segmentId() == segmentId)
                .count();
    }

    private static UnitQuality quality(ScanSegmentRow row) {
        try {
            return UnitQuality.parseFrom(row.quality());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored quality of scan " + row.scanId() + " is damaged", e);
        }
    }

    private static StateCounts sum(List<SegmentProgress> segments) {
        StateCounts.Builder sum = StateCounts.newBuilder();
        for (SegmentProgress segment : segments) {
            StateCounts counts = segment.getCounts();
            sum.setOpen(sum.getOpen() + counts.getOpen())
                    .setClosed(sum.getClosed() + counts.getClosed())
                    .setFiltered(sum.getFiltered() + counts.getFiltered())
                    .setOpenFiltered(sum.getOpenFiltered() + counts.getOpenFiltered())
                    .setUnknown(sum.getUnknown() + counts.getUnknown())
                    .setNotProbed(sum.getNotProbed() + counts.getNotProbed());
        }
        return sum.build();
    }

    /** A scan stalls when every segment that has work left does. */
    private static String stalled(ScanState state, List<SegmentProgress> segments) {
        if (state == ScanState.SCAN_STATE_PAUSED) {
            return "paused; resume goes on with it";
        }
        List<SegmentProgress> unfinished = new ArrayList<>(segments);
        unfinished.removeIf(s -> s.getUnitsDone() + s.getUnitsQuarantined() >= s.getUnitsTotal());
        boolean moves = unfinished.stream().anyMatch(s -> s.getStalled().isEmpty());
        return state != ScanState.SCAN_STATE_RUNNING || moves
                ? ""
                : unfinished.stream().map(SegmentProgress::getStalled).distinct().collect(Collectors.joining("; "));
    }

    private static String targets(ScanSpec spec) {
        StringBuilder text = new StringBuilder();
        for (SourceText target : spec.getTargetsList()) {
            text.append(text.isEmpty() ? "" : " ").append(target.getText());
            if (text.length() > SHORT_TEXT) {
                break;
            }
        }
        return shortened(text.toString());
    }

    private static String ports(ScanSpec spec) {
        if (!spec.getPorts().isEmpty()) {
            return shortened(spec.getPorts());
        }
        return spec.getTopPorts() > 0 ? "top " + spec.getTopPorts() : "default";
    }

    private static String shortened(String text) {
        return text.length() <= SHORT_TEXT ? text : text.substring(0, SHORT_TEXT - 1) + "…";
    }
}
