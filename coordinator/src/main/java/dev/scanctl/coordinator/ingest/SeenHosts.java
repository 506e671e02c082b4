package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.sql.SQLException;
import java.util.HashMap;
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

    /**
     * What was made ready of it beside the writer.
     *
     * @param rows of hosts that had no timeline then, by where these stand; none where any had
     */
    record Ready(
            Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched, Map<TimelineKey, List<TimelineRow>> rows) {}

    /** For {@link #write(Ready)}: most of its work, in a transaction that may be a reader's. */
    Ready ready(Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched) throws SQLException {
        Map<TimelineKey, List<TimelineRow>> rows = new HashMap<>();
        for (Map.Entry<TimelineKey, List<HostRuns>> entry : byKey(protocol, method, hosts).entrySet()) {
            writer(entry.getKey(), TimelineWriter.Change.SEEN)
                    .first(entry.getValue(), vouched)
                    .ifPresent(first -> rows.put(entry.getKey(), first));
        }
        return new Ready(protocol, method, hosts, vouched, rows);
    }

    /** The same as the other, faster where the hosts have no timelines by now. */
    void write(Ready ready) throws SQLException {
        new Presence(tables, unit, zone).ports(ready.hosts());
        for (Map.Entry<TimelineKey, List<HostRuns>> entry :
                byKey(ready.protocol(), ready.method(), ready.hosts()).entrySet()) {
            TimelineWriter writer = writer(entry.getKey(), TimelineWriter.Change.SEEN);
            List<TimelineRow> first = ready.rows().get(entry.getKey());
            if (first == null) {
                writer.write(entry.getValue(), ready.vouched());
            } else {
                writer.write(entry.getValue(), ready.vouched(), first);
            }
        }
    }

    /** The runs of these hosts go: timelines keep what only these tell. */
    void remove(Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched) throws SQLException {
        timelines(protocol, method, hosts, vouched, TimelineWriter.Change.REMOVED);
    }

    private void timelines(
            Protocol protocol, Method method, List<HostRuns> hosts, boolean vouched, TimelineWriter.Change change)
            throws SQLException {
        for (Map.Entry<TimelineKey, List<HostRuns>> entry : byKey(protocol, method, hosts).entrySet()) {
            writer(entry.getKey(), change).write(entry.getValue(), vouched);
        }
    }

    private TimelineWriter writer(TimelineKey key, TimelineWriter.Change change) {
        return new TimelineWriter(tables, plans, key, unit.scanId(), change);
    }

    private Map<TimelineKey, List<HostRuns>> byKey(Protocol protocol, Method method, List<HostRuns> hosts) {
        return hosts.stream()
                .collect(Collectors.groupingBy(host -> new TimelineKey(
                        unit.segmentId(), protocol, method, host.hosts().first().isLinkLocal() ? zone : "")));
    }
}
