package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.Need;
import dev.scanctl.coordinator.store.row.UnitKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that the lease table remembers. Owned by the lease table's thread. */
final class Board {
    final Map<Long, ScanTrack> scans = new TreeMap<>();
    final Map<String, AgentTrack> agents = new LinkedHashMap<>();
    /** Attached agents by stream. */
    final Map<Long, AgentTrack> sessions = new HashMap<>();

    final LeaseTimes times;
    /** Prefix of every epoch granted. */
    final int generation;

    final long startNanos;
    private long lastOp;

    Board(LeaseTimes times, int generation, long startNanos) {
        this.times = times;
        this.generation = generation;
        this.startNanos = startNanos;
    }

    long nextOp() {
        return ++lastOp;
    }

    @Nullable SegmentTrack segment(long scanId, int segmentId) {
        ScanTrack scan = scans.get(scanId);
        return scan == null ? null : scan.segments.get(segmentId);
    }

    @Nullable TrackedUnit unit(UnitKey key) {
        SegmentTrack segment = segment(key.scanId(), key.segmentId());
        return segment == null ? null : segment.units.get(key.unit());
    }

    /** The live lease under exactly this epoch; null if there is none. */
    @Nullable Lease lease(LeaseId id) {
        TrackedUnit unit = unit(id.unit());
        Lease lease = unit == null ? null : unit.lease;
        return lease != null && lease.id.equals(id) ? lease : null;
    }

    /** Connected agents of a segment. */
    List<AgentTrack> serving(int segmentId) {
        return agents.values().stream().filter(agent -> agent.serves(segmentId)).toList();
    }

    /** Those of them that may be given a scan's units: of one with a zone only the agent whose interface is meant. */
    List<AgentTrack> serving(SegmentTrack segment) {
        List<AgentTrack> all = serving(segment.segmentId);
        return segment.zoned()
                ? all.stream().filter(agent -> agent.agentId.equals(segment.zoneAgent)).toList()
                : all;
    }

    /** The only agent of its segment is the one that a scan's zone means, whoever comes later. */
    void settleZones() {
        scans.values().stream()
                .filter(ScanTrack::running)
                .flatMap(scan -> scan.segments.values().stream())
                .filter(segment -> segment.zoned() && segment.zoneAgent == null)
                .forEach(segment -> {
                    List<AgentTrack> all = serving(segment.segmentId);
                    segment.zoneAgent = all.size() == 1 ? all.getFirst().agentId : null;
                });
    }

    /** Those of a unit's agents that can do what it asks. */
    List<AgentTrack> able(TrackedUnit unit) {
        Need need = unit.need();
        return serving(unit.segment).stream().filter(agent -> agent.can(need)).toList();
    }

    Stream<SegmentTrack> runningIn(int segmentId) {
        return scans.values().stream()
                .filter(ScanTrack::running)
                .map(scan -> scan.segments.get(segmentId))
                .filter(segment -> segment != null);
    }

    AgentTrack agent(String agentId, long incarnation) {
        return agents.computeIfAbsent(agentId, id -> new AgentTrack(id, incarnation));
    }

    /** Leases that touch targets of one address space. */
    Stream<Lease> leasesIn(String space) {
        return scans.values().stream()
                .flatMap(scan -> scan.leases.stream())
                .filter(lease -> lease.unit.segment.space.equals(space));
    }
}
