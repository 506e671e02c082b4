package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.history.Coverage;
import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.Sighting;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs that are kept of one segment, protocol and method, by time: scans are looked at from the end that is asked
 * for, and no further than one that could tell. Used within one transaction.
 */
public final class PastRuns {
    private final Tables tables;
    private final StoredPlans plans;
    private final TimelineKey key;
    private final EndedScans lastEndedFirst;
    /** Hosts that are asked for are often of one unit. */
    private final Map<UnitKey, PlannedUnit> units = new HashMap<>();

    public PastRuns(Tables tables, StoredPlans plans, TimelineKey key) {
        this.tables = tables;
        this.plans = plans;
        this.key = key;
        this.lastEndedFirst = new EndedScans(tables, key.segmentId());
    }

    /** The store failed while a timeline was asking. */
    public static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        Failed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        public SQLException cause() {
            return cause;
        }
    }

    private record Seen(Moment at, PortSet ports) {}

    public Of of(Address address) {
        return new Of(address);
    }

    /** Those of one host. The scan of a moment that is asked for is not looked at: its row for these ports is of that time. */
    public final class Of implements Coverage {
        private final Address address;
        private boolean asked;

        private Of(Address address) {
            this.address = address;
        }

        boolean asked() {
            return asked;
        }

        @Override
        public Map<Moment, PortSet> last(PortSet ports, PortState state, Moment after, Moment below) {
            asked = true;
            List<Seen> seen = new ArrayList<>();
            PortSet missing = ports;
            long oldest = Long.MAX_VALUE;
            for (ScanHead scan : lastEndedFirst) {
                if (endMs(scan) < after.ms() || missing.isEmpty() && endMs(scan) < oldest) {
                    break;
                }
                // It has these ports in one row, of that time or of a later one that took its place.
                if (scan.id() == below.scanId()) {
                    continue;
                }
                for (Seen some : seen(scan, ports, state, after, below)) {
                    seen.add(some);
                    missing = missing.minus(some.ports);
                    oldest = Math.min(oldest, some.at.ms());
                }
            }
            seen.sort(Comparator.comparing(Seen::at).reversed());
            return each(seen, ports);
        }

        @Override
        public Map<Moment, PortSet> first(PortSet ports, PortState state, Moment after, @Nullable Moment below) {
            asked = true;
            List<Seen> seen = new ArrayList<>();
            // Scans that were read from elsewhere tell of times before they began here, so none is too new.
            for (ScanHead scan : lastEndedFirst) {
                if (endMs(scan) < after.ms()) {
                    break;
                }
                if (scan.id() != after.scanId()) {
                    seen.addAll(seen(scan, ports, state, after, below));
                }
            }
            seen.sort(Comparator.comparing(Seen::at));
            return each(seen, ports);
        }

        private List<Seen> seen(ScanHead scan, PortSet ports, PortState state, Moment after, @Nullable Moment below) {
            try {
                return read(scan, ports, state, after, below);
            } catch (SQLException e) {
                throw new Failed(e);
            }
        }

        private List<Seen> read(ScanHead scan, PortSet ports, PortState state, Moment after, @Nullable Moment below)
                throws SQLException {
            List<Seen> seen = new ArrayList<>();
            ScanPlan plan = plans.of(tables, scan);
            if (!plan.addresses().contains(address) || address.isLinkLocal() && !plan.zone().equals(key.zone())) {
                return seen;
            }
            for (long number : plan.plan().unitsOf(address).toArray()) {
                PlannedUnit unit = unit(plan, number);
                if (unit.discovery() || unit.protocol() != key.protocol()) {
                    continue;
                }
                UnitKey unitKey = new UnitKey(scan.id(), key.segmentId(), number);
                for (RunRow row : tables.results().runs(unitKey, AddressRange.of(address))) {
                    Moment at = new Moment(row.observedMs(), scan.id());
                    boolean within = at.compareTo(after) > 0 && (below == null || at.compareTo(below) < 0);
                    if (within && row.method() == key.method() && row.has(state)) {
                        Runs runs = Runs.decode(row.runs(), unit.ports());
                        PortSet same = new Sighting(at, runs, vouched(unitKey, runs)).observed(state);
                        seen.add(new Seen(at, same.intersect(ports)));
                    }
                }
            }
            return seen;
        }

        /** Nobody has to vouch for answers. */
        private boolean vouched(UnitKey unit, Runs runs) throws SQLException {
            return runs.list().stream().noneMatch(run -> run.outcome().reason() == Reason.NO_RESPONSE)
                    || !tables.remarks().untrusted(unit).contains(address);
        }
    }

    private PlannedUnit unit(ScanPlan plan, long number) {
        return units.computeIfAbsent(new UnitKey(plan.scanId(), key.segmentId(), number), key -> plan.plan().unit(number));
    }

    private static Map<Moment, PortSet> each(List<Seen> inOrder, PortSet ports) {
        Map<Moment, PortSet> known = new TreeMap<>();
        PortSet missing = ports;
        for (Seen seen : inOrder) {
            PortSet own = seen.ports.intersect(missing);
            if (!own.isEmpty()) {
                known.merge(seen.at, own, PortSet::union);
                missing = missing.minus(own);
            }
        }
        return known;
    }

    /** No observation of the scan is later. */
    private static long endMs(ScanHead scan) {
        return scan.endedMs() == 0 ? Long.MAX_VALUE : scan.endedMs();
    }
}
