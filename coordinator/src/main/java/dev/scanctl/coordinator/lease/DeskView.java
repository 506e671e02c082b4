package dev.scanctl.coordinator.lease;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is going on at one moment, from memory: nothing here is committed. Immutable.
 *
 * @param segments one for each segment of each scan that has not ended
 * @param agents every agent seen since the coordinator started
 */
public record DeskView(List<SegmentLive> segments, List<AgentLive> agents) {
    public static final DeskView EMPTY = new DeskView(List.of(), List.of());

    public DeskView {
        segments = List.copyOf(segments);
        agents = List.copyOf(agents);
    }

    public Optional<SegmentLive> segment(long scanId, int segmentId) {
        return segments.stream()
                .filter(live -> live.scanId() == scanId && live.segmentId() == segmentId)
                .findFirst();
    }

    /** Agents that are connected in a segment. */
    public Stream<AgentLive> connected(int segmentId) {
        return agents.stream().filter(agent -> agent.connected() && agent.segmentId() == segmentId);
    }

    public Optional<AgentLive> agent(String agentId) {
        return agents.stream().filter(live -> live.agentId().equals(agentId)).findFirst();
    }
}
