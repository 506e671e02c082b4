package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Need;
import dev.scanctl.coordinator.lease.SegmentStart;
import dev.scanctl.coordinator.plan.DownHosts;
import dev.scanctl.wire.AddressSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One scan in one segment: how far it has come and what is open. Owned by the lease table's thread. */
final class SegmentTrack {
    final ScanTrack scan;
    final int segmentId;
    final String name;
    final String space;
    final long unitsTotal;
    /** Units with a row that is pending or leased, by number. */
    final Map<Long, TrackedUnit> units = new HashMap<>();
    /** Pending ones of them, first in first out. */
    final Set<TrackedUnit> waiting = new LinkedHashSet<>();
    /** Positions below it have rows. */
    long nextPosition;
    /** Positions below it are in a batch on its way; at least {@link #nextPosition}. */
    long takenPosition;

    /** Hosts that discovery found down, as far as it is done. */
    final DownHosts down;
    /** Of the batch that is being made: units passed because all of their hosts are down, */
    long deadUnits;
    /** and their ports. */
    long deadPorts;

    /** Of a scan with a zone the agent whose interface is meant; null: not known yet. */
    @Nullable String zoneAgent;

    int quarantined;
    /** Turn in the round over the segment's scans: who has least is next. */
    double turn;

    /** Number of the newest batch that hands out one of its units. */
    long pickedOp;

    Stall stall = Stall.NONE;

    SegmentTrack(ScanTrack scan, SegmentStart start) {
        this.scan = scan;
        this.segmentId = start.segmentId();
        this.name = start.name();
        this.space = start.space();
        this.unitsTotal = start.unitsTotal();
        this.nextPosition = start.nextPosition();
        this.takenPosition = start.nextPosition();
        this.down = new DownHosts(scan.terms.plan());
        this.zoneAgent = start.agentId();
    }

    /** Whether only one agent's machine has the interface that the scan means. */
    boolean zoned() {
        return !scan.terms.zone().isEmpty();
    }

    /** What of a unit is to be probed, but for hosts whose results are committed. */
    AddressSet addressesOf(long unit) {
        return scan.terms.addressesOf(unit).minus(down.of(unit));
    }

    /** What its units ask of agents, each need once. */
    List<Need> needs() {
        return scan.terms.needs();
    }

    /** Neither done nor given up, by now. */
    long unitsOpen() {
        return units.size() + unitsTotal - takenPosition;
    }

    boolean open() {
        return nextPosition < unitsTotal || !units.isEmpty();
    }
}
