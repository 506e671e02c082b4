package dev.scanctl.coordinator.query;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which ports of some addresses were observed so far, going back in time; so what older scans say of them is no matter. */
final class Observed {
    private final AddressSet addresses;
    private final Filter filter;
    private final Map<Host, PortSet> ports = new HashMap<>();
    /** Ports of which all were observed of all addresses. */
    private final Set<Asked> complete = new HashSet<>();
    private long oldestMs = Long.MAX_VALUE;

    private record Host(Address address, Protocol protocol) {}

    private record Asked(PortSet ports, Protocol protocol) {}

    Observed(AddressSet addresses, Filter filter) {
        this.addresses = addresses;
        this.filter = filter;
    }

    void add(Piece piece) {
        PortSet seen = observed(piece);
        if (seen.isEmpty()) {
            return;
        }
        oldestMs = Math.min(oldestMs, piece.observedMs());
        AddressSet own = addresses.intersect(AddressSet.of(piece.hosts()));
        for (long rank = 0; rank < own.size(); rank++) {
            ports.merge(new Host(own.at(rank), piece.unit().protocol()), seen, PortSet::union);
        }
    }

    private static PortSet observed(Piece piece) {
        if (piece.runs().list().stream().allMatch(run -> run.outcome().state().observed())) {
            return piece.unit().ports();
        }
        List<PortRange> ranges = new ArrayList<>();
        for (Run run : piece.runs().list()) {
            if (run.outcome().state().observed()) {
                ranges.add(new PortRange(run.firstPort(), run.lastPort()));
            }
        }
        return PortSet.of(ranges).intersect(piece.unit().ports());
    }

    /** Whether all that a scan planned of them was observed after its end. */
    boolean hides(ScanView scan) {
        if (scan.endMs() >= oldestMs) {
            return false;
        }
        for (Protocol protocol : Protocol.values()) {
            Asked asked = new Asked(scan.plan().plan().ports(protocol), protocol);
            boolean known = asked.ports.isEmpty() || complete.contains(asked);
            if (!known && !all(asked, scan.plan().addresses().intersect(addresses))) {
                return false;
            }
        }
        return true;
    }

    private boolean all(Asked asked, AddressSet some) {
        PortSet wanted = asked.ports.intersect(filter.ports(asked.protocol));
        for (long rank = 0; rank < some.size(); rank++) {
            PortSet seen = ports.getOrDefault(new Host(some.at(rank), asked.protocol), PortSet.EMPTY);
            if (!seen.containsAll(wanted)) {
                return false;
            }
        }
        if (some.size() == addresses.size()) {
            complete.add(asked);
        }
        return true;
    }
}
