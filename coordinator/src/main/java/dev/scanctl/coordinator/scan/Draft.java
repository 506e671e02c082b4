package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.plan.PlannedScan;
import dev.scanctl.coordinator.store.row.NewScan;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.ScanSpec;
import java.util.List;

/** A spec that was checked and planned, and nothing done with it yet. */
record Draft(ScanSpec spec, PlannedScan planned, List<SegmentRow> segments) {
    private static final int USUAL_PRIORITY = 50;

    long probes() {
        return Summary.probes(planned.plan(), segments.size());
    }

    void requireConfirmed(boolean confirmed) {
        if (!confirmed && probes() > Summary.CONFIRM_ABOVE) {
            throw ScanRefused.notNow(String.format(
                    "this scan makes %,d probes over all segments, more than %,d; confirm it (--yes) if it is meant",
                    probes(), Summary.CONFIRM_ABOVE));
        }
    }

    /** Which of several agents has the interface that is meant nobody could tell. */
    void requireOneAgent(DeskView view) {
        List<String> agents = segments.stream()
                .flatMap(segment -> view.connected(segment.id()))
                .map(AgentLive::name)
                .sorted()
                .toList();
        if (!planned.zone().isEmpty() && agents.size() > 1) {
            throw ScanRefused.notNow("zone " + planned.zone() + " is an interface of one agent's machine, and segment "
                    + segments.getFirst().name() + " has " + agents.size() + " agents connected ("
                    + String.join(", ", agents) + "); give the one that is meant a segment of its own");
        }
    }

    NewScan row(String requestId) {
        return new NewScan(
                requestId,
                spec.getName(),
                spec.getOwner(),
                spec.getReason(),
                priority(spec.getPriority()),
                spec.getRatePps(),
                spec.getHostRatePps(),
                spec.toByteArray(),
                planned.plan().encode(),
                Summary.findings(planned).toByteArray(),
                segments.stream().map(SegmentRow::id).toList(),
                planned.plan().unitCount(),
                planned.plan().probeCount());
    }

    /** 0 stands for the usual one. */
    static int priority(int asked) {
        return asked == 0 ? USUAL_PRIORITY : asked;
    }
}
