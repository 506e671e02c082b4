package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a unit saw of hosts, told to the timelines they have and to when they were seen. Used within one transaction. */
final class SeenHosts {
    private final Tables tables;
    private final StoredPlans plans;
    private final UnitKey unit;
    private final String zone;

    /** @param zone of link-local addresses; others have none */
    SeenHosts(Tables tables, StoredPlans plans, UnitKey unit, String zone) {
        this.tables = tables;
        this.plans = plans;
        this.unit = unit;
        this.zone = zone;
    }

    /**
     * @param hosts ascending
     * @param vouched false: the agent does not vouch for silences
     */
    void write(Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched) throws SQLException {
        new Presence(tables, unit, zone).ports(hosts);
        timelines(protocol, method, hosts, vouched, TimelineWriter.Change.SEEN);
    }

    /** The runs of these hosts go: timelines keep what only these tell. */
    void remove(Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched) throws SQLException {
        timelines(protocol, method, hosts, vouched, TimelineWriter.Change.REMOVED);
    }

    private void timelines(
            Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched, TimelineWriter.Change change)
            throws SQLException {
        Map<Boolean, List<HostRuns>> byZone = hosts.stream()
                .collect(Collectors.partitioningBy(host -> host.hosts().first().isLinkLocal()));
        for (boolean linkLocal : new boolean[] {false, true}) {
            TimelineKey key = new TimelineKey(unit.segmentId(), protocol, method, linkLocal ? zone : "");
            new TimelineWriter(tables, plans, key, unit.scanId(), change)
                    .write(byZone.getOrDefault(linkLocal, List.of()), vouched);
        }
    }
}
