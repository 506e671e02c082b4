package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The provisional finds of one scan, and who watches them. Guarded by the feed's lock. A find is kept until the unit it
 * belongs to says what became of it.
 */
final class Finds {
    /** Finds that may be provisional at a time; some 40 MB. Those beyond it are told when they are committed. */
    private static final int MOST = 100_000;

    private final long scanId;
    private final Plan plan;
    private final Map<Integer, ScanSegmentRow> segments = new HashMap<>();
    private final Map<Address, List<String>> names = new HashMap<>();
    private final Map<UnitKey, Map<PortKey, FoundEvent>> byUnit = new HashMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private int size;
    private final String zone;
    private long cut;
    private boolean over;

    Finds(ScanRow scan, Plan plan, List<ScanSegmentRow> rows) {
        this.scanId = scan.id();
        this.plan = plan;
        rows.forEach(row -> segments.put(row.segmentId(), row));
        PlanSummary findings = StoredScan.findings(scan);
        this.zone = findings.getZone();
        for (ResolvedName name : findings.getNamesList()) {
            for (String text : name.getAddressesList()) {
                names.computeIfAbsent(Address.parse(text), _ -> new ArrayList<>()).add(name.getName());
            }
        }
    }

    void watchedBy(Watch watch) {
        watches.add(watch);
        byUnit.values().forEach(ports -> ports.forEach(watch::found));
    }

    void leftBy(Watch watch) {
        watches.remove(watch);
    }

    /** Whether the scan has ended and nobody watches it any more. */
    boolean forgettable() {
        return over && watches.isEmpty();
    }

    void over(boolean ended) {
        over = ended;
    }

    void stir() {
        watches.forEach(Watch::stir);
    }

    /** Finds that were not kept because there were too many. */
    long cut() {
        return cut;
    }

    void found(UnitKey unit, OpenPort port, long observedMs) {
        PortKey key = key(unit, port);
        Map<PortKey, FoundEvent> ports = byUnit.computeIfAbsent(unit, _ -> new LinkedHashMap<>());
        if (ports.containsKey(key)) {
            return;
        }
        if (size >= MOST) {
            cut++;
            return;
        }
        FoundEvent event = event(unit, port, observedMs, null);
        ports.put(key, event);
        size++;
        watches.forEach(watch -> watch.found(key, event));
    }

    /** An open port of a committed result: told now if it was not told before. */
    void confirmed(UnitKey unit, OpenPort port, long observedMs, Method method) {
        PortKey key = key(unit, port);
        Map<PortKey, FoundEvent> ports = byUnit.getOrDefault(unit, Map.of());
        if (ports.containsKey(key)) {
            ports.remove(key);
            size--;
        } else {
            FoundEvent event = event(unit, port, observedMs, method);
            watches.forEach(watch -> watch.found(key, event));
        }
    }

    /** Takes back what is left of a unit. */
    void withdraw(UnitKey unit) {
        Map<PortKey, FoundEvent> ports = byUnit.remove(unit);
        if (ports != null) {
            size -= ports.size();
            ports.forEach((key, event) -> watches.forEach(watch -> watch.withdrawn(key, event)));
        }
    }

    /** Takes back what is left of one host of a unit, or of some neighbouring ones. */
    void withdraw(UnitKey unit, Address first, Address last) {
        Map<PortKey, FoundEvent> ports = byUnit.getOrDefault(unit, Map.of());
        List<PortKey> gone = ports.keySet().stream()
                .filter(key -> key.address().compareTo(first) >= 0 && key.address().compareTo(last) <= 0)
                .toList();
        for (PortKey key : gone) {
            FoundEvent event = ports.remove(key);
            size--;
            if (event != null) {
                watches.forEach(watch -> watch.withdrawn(key, event));
            }
        }
    }

    private static PortKey key(UnitKey unit, OpenPort port) {
        return new PortKey(
                unit.unit(), unit.segmentId(), Address.of(port.getAddress().toByteArray()), port.getPort());
    }

    /**
     * @param method null: not known before the result
     */
    private FoundEvent event(UnitKey unit, OpenPort port, long observedMs, @Nullable Method method) {
        ScanSegmentRow segment = segments.get(unit.segmentId());
        Protocol protocol = plan.unit(unit.unit()).protocol();
        Address address = Address.of(port.getAddress().toByteArray());
        Observation.Builder seen = Observation.newBuilder()
                .setScanId(scanId)
                .setZone(address.isLinkLocal() ? zone : "")
                .setAddress(port.getAddress())
                .setProtocolValue(protocol.number())
                .setFirstPort(port.getPort())
                .setLastPort(port.getPort())
                .setState(PortState.PORT_STATE_OPEN)
                .setReason(port.getReason())
                .setObservedMs(observedMs)
                .setRttMicros(port.getRttMicros())
                .setAttempts(port.getAttempts())
                .setService(ServiceNames.nameOf(protocol, port.getPort()).orElse(""))
                .setProvisional(method == null)
                .addAllNames(names.getOrDefault(address, List.of()));
        if (method != null) {
            seen.setMethod(method);
        }
        String name = segment == null ? "" : segment.segment();
        seen.setSegment(name).setSpace(segment == null ? "" : segment.space());
        return FoundEvent.newBuilder().setSegment(name).setObservation(seen).build();
    }
}
