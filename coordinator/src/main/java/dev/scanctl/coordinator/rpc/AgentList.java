package dev.scanctl.coordinator.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.AgentRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListAgentsResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Every agent ever seen, with what the desk knows of those that are connected. */
final class AgentList {
    private final Store store;
    private final ScanViews views;
    private final Supplier<List<AgentIdentityRow>> identities;

    /** @param identities of all agents that enrolled */
    AgentList(Store store, ScanViews views, Supplier<List<AgentIdentityRow>> identities) {
        this.store = store;
        this.views = views;
        this.identities = identities;
    }

    ListAgentsResponse list(ListAgentsRequest request) {
        Map<Integer, SegmentRow> segments = store.read(tables -> tables.segments().list()).stream()
                .collect(Collectors.toMap(SegmentRow::id, Function.identity()));
        DeskView live = views.live();
        Map<String, AgentIdentityRow> enrolled = identities.get().stream()
                .collect(Collectors.toMap(AgentIdentityRow::id, Function.identity(), (a, _) -> a, LinkedHashMap::new));
        List<AgentInfo> agents = new ArrayList<>();
        for (AgentRow row : store.read(tables -> tables.agents().list())) {
            SegmentRow segment = segments.getOrDefault(row.segmentId(), new SegmentRow(row.segmentId(), "", ""));
            AgentIdentityRow identity = enrolled.remove(row.id());
            if (wanted(request, segment.name())) {
                AgentInfo.Builder info = info(row, segment, live);
                agents.add(identity == null ? info.build() : addIdentity(info, identity));
            }
        }
        // Those that never came.
        enrolled.values().stream()
                .filter(identity -> wanted(request, identity.segment()))
                .forEach(identity -> agents.add(addIdentity(AgentInfo.newBuilder(), identity)));
        return ListAgentsResponse.newBuilder().addAllAgents(agents).build();
    }

    private static boolean wanted(ListAgentsRequest request, String segment) {
        return request.getSegmentsCount() == 0 || request.getSegmentsList().contains(segment);
    }

    private static AgentInfo addIdentity(AgentInfo.Builder info, AgentIdentityRow identity) {
        return info.setAgentId(identity.id())
                .setName(identity.name())
                .setSegment(identity.segment())
                .setSpace(identity.space())
                .setStanding(identity.standing().word())
                .setCertificateExpiresMs(identity.expiresMs())
                .build();
    }

    private static AgentInfo.Builder info(AgentRow row, SegmentRow segment, DeskView live) {
        AgentInfo.Builder info = AgentInfo.newBuilder()
                .setAgentId(row.id())
                .setName(row.name())
                .setSegment(segment.name())
                .setSpace(segment.space())
                .setVersion(row.version())
                .setFirstSeenMs(row.firstSeenMs())
                .setLastSeenMs(row.lastSeenMs())
                .setClockSkewMs(row.clockSkewMs())
                .setCapabilities(capabilities(row));
        live.agent(row.id()).ifPresent(agent -> addLive(info, agent));
        return info;
    }

    private static void addLive(AgentInfo.Builder info, AgentLive agent) {
        info.setConnected(agent.connected())
                .setLastSeenMs(Math.max(info.getLastSeenMs(), agent.lastSeenMs()))
                .setUnits(agent.units())
                .setRatePps(agent.ratePps())
                .setPeer(agent.peer())
                .setNote(agent.note());
    }

    private static Capabilities capabilities(AgentRow row) {
        try {
            return Capabilities.parseFrom(row.capabilities());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored capabilities of agent " + row.id() + " are damaged", e);
        }
    }
}
