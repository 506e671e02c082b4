package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.Need;
import dev.scanctl.coordinator.lease.SegmentLive;
import java.util.List;
import java.util.Objects;

/** Writes down what the table knows at one moment. Used on the lease table's thread. */
final class Viewing {
    private final Board board;

    Viewing(Board board) {
        this.board = board;
    }

    DeskView view(long nowNanos, long nowMs) {
        List<SegmentLive> segments = board.scans.values().stream()
                .flatMap(scan -> scan.segments.values().stream())
                .map(segment -> segment(segment, nowNanos))
                .toList();
        List<AgentLive> agents = board.agents.values().stream()
                .filter(agent -> agent.facts != null)
                .map(agent -> agent(agent, nowNanos, nowMs))
                .toList();
        return new DeskView(segments, agents);
    }

    private SegmentLive segment(SegmentTrack segment, long nowNanos) {
        List<Lease> leases = leases(segment);
        return new SegmentLive(
                segment.scan.scanId,
                segment.segmentId,
                leases.size(),
                segment.quarantined,
                leases.stream().mapToLong(Viewing::probesDone).sum(),
                leases.stream().mapToLong(lease -> lease.ratePps).sum(),
                leases.stream().mapToLong(lease -> lease.found).sum(),
                board.serving(segment.segmentId).size(),
                stalled(segment, leases, nowNanos),
                unable(segment, leases));
    }

    /**
     * An open port is told at once and the count with the next heartbeat only: it is never below what was found. Probes
     * that look for hosts are no ports of the scan.
     */
    private static long probesDone(Lease lease) {
        return lease.unit.discovery() ? 0 : Math.max(lease.found, lease.probesDone - lease.settledPorts);
    }

    private static List<Lease> leases(SegmentTrack segment) {
        return segment.scan.leases.stream()
                .filter(lease -> lease.unit.segment == segment && lease.granted)
                .toList();
    }

    private static AgentLive agent(AgentTrack agent, long nowNanos, long nowMs) {
        AgentFacts facts = Objects.requireNonNull(agent.facts);
        return new AgentLive(
                agent.agentId,
                facts.name(),
                facts.segmentId(),
                agent.connected(),
                agent.leases.size(),
                agent.leases.values().stream().mapToLong(lease -> lease.ratePps).sum(),
                agent.note,
                agent.connected() ? facts.peer() : "",
                nowMs - (nowNanos - agent.lastSeenNanos) / 1_000_000,
                facts.abilities());
    }

    private String stalled(SegmentTrack segment, List<Lease> leases, long nowNanos) {
        List<AgentTrack> agents = board.serving(segment);
        if (segment.scan.mode == ScanTrack.Mode.PAUSED) {
            return "The scan is paused.";
        }
        if (!segment.open() || segment.scan.mode == ScanTrack.Mode.CANCELLED) {
            return "";
        }
        if (segment.scan.hold != null) {
            return segment.scan.hold.sentence();
        }
        if (agents.isEmpty()) {
            return nobody(segment);
        }
        if (unable(segment, leases)) {
            return "No agent of " + segment.name + " can " + lacking(segment).getFirst().lacking() + ".";
        }
        return leases.isEmpty() ? notHandedOut(segment, agents, nowNanos) : notProbed(leases);
    }

    private String nobody(SegmentTrack segment) {
        List<AgentTrack> others = board.serving(segment.segmentId);
        if (others.isEmpty()) {
            return "No agent is connected in segment " + segment.name + ".";
        }
        String zone = "Zone " + segment.scan.terms.zone() + " is an interface of ";
        if (segment.zoneAgent == null) {
            return zone + "one agent's machine, and segment " + segment.name + " has " + others.size()
                    + " agents; the scan waits until one is left.";
        }
        AgentTrack meant = board.agents.get(segment.zoneAgent);
        return zone + "agent " + (meant == null ? segment.zoneAgent : meant.label()) + ", which is not connected.";
    }

    /** Whether there are agents, and none of them can do what is left. */
    private boolean unable(SegmentTrack segment, List<Lease> leases) {
        boolean waits = leases.isEmpty() && segment.open() && segment.scan.running();
        if (!waits || board.serving(segment).isEmpty()) {
            return false;
        }
        List<Need> lacking = lacking(segment);
        return lacking.size() == segment.needs().size() || !lacking.isEmpty() && segment.stall == Stall.UNABLE;
    }

    /** What no agent of a segment can do. */
    private List<Need> lacking(SegmentTrack segment) {
        List<AgentTrack> agents = board.serving(segment);
        return segment.needs().stream()
                .filter(need -> agents.stream().noneMatch(agent -> agent.can(need)))
                .toList();
    }

    private static String notHandedOut(SegmentTrack segment, List<AgentTrack> agents, long nowNanos) {
        if (agents.stream().allMatch(agent -> agent.rest.lasts(nowNanos))) {
            return "Every agent of segment " + segment.name + " handed unit after unit back and rests"
                    + notes(agents) + ".";
        }
        return switch (segment.stall) {
            case RATE_CAP -> rateCap(segment.scan.terms);
            case HOST_CAP -> "Other units that are under way use up the rate cap of the same hosts.";
            case BACKED_OFF -> backedOff(segment);
            case NONE, ALL_LEASED, UNABLE -> agents.stream().noneMatch(agent -> agent.freeSlots() > 0)
                    ? "Every agent of segment " + segment.name + " is busy" + notes(agents) + "."
                    : "";
        };
    }

    private static String rateCap(ScanTerms terms) {
        long scopePps = terms.permit().scopePps();
        return scopePps > 0
                ? "The " + scopePps + " probes a second that its scope '" + terms.permit().scope()
                        + "' has for all of its scans are in use."
                : "The scan's rate cap of " + terms.ratePps() + " probes a second is in use by its other units.";
    }

    private static String backedOff(SegmentTrack segment) {
        return segment.waiting.stream()
                .map(unit -> unit.refusals)
                .filter(Objects::nonNull)
                .findFirst()
                .map(refusals -> "Every agent of segment " + segment.name + " handed units back ("
                        + refusals.reason().label() + "): "
                        + refusals.reason().sentence())
                .orElse("Units that lost an agent wait for another one in segment " + segment.name + ".");
    }

    private static String notProbed(List<Lease> leases) {
        List<AgentTrack> holders =
                leases.stream().map(lease -> lease.agent).filter(Objects::nonNull).distinct().toList();
        if (!holders.isEmpty() && holders.stream().noneMatch(AgentTrack::connected)) {
            return "Agent " + holders.getFirst().label() + " has lost its connection; its units wait for it.";
        }
        boolean still = leases.stream().allMatch(lease -> lease.suspended);
        return still ? "The agents have stopped probing until their leases are renewed" + notes(holders) + "." : "";
    }

    private static String notes(List<AgentTrack> agents) {
        return agents.stream()
                .filter(agent -> !agent.note.isEmpty())
                .findFirst()
                .map(agent -> " (" + agent.label() + ": " + agent.note + ")")
                .orElse("");
    }
}
