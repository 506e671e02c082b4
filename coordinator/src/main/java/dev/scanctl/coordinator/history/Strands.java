package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects ports by their history. */
final class Strands {
    private final Map<List<Interval>, PortSet> ports = new LinkedHashMap<>();

    void add(PortSet some, List<Interval> intervals) {
        if (!some.isEmpty()) {
            ports.merge(intervals, some, PortSet::union);
        }
    }

    /** By first port. */
    List<Strand> list() {
        return ports.entrySet().stream()
                .map(entry -> new Strand(entry.getValue(), entry.getKey()))
                .sorted(Comparator.comparingInt(strand -> strand.ports().first()))
                .toList();
    }
}
