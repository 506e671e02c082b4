package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Hold;
import dev.scanctl.coordinator.lease.ScanTerms;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One scan that has not ended. Owned by the lease table's thread. */
final class ScanTrack {
    enum Mode {
        RUNNING,
        PAUSED,
        CANCELLED
    }

    final long scanId;
    final Map<Integer, SegmentTrack> segments = new TreeMap<>();
    /** Its live leases, oldest first. */
    final Set<Lease> leases = new LinkedHashSet<>();

    ScanTerms terms;
    Mode mode;
    /** What keeps it from being probed while it runs; null: nothing. */
    @Nullable Hold hold;
    /** The store is being asked anew; nothing is handed out meanwhile. */
    boolean loading;
    /** The store could not answer that; it is asked again. */
    boolean loadFailed;

    ScanTrack(ScanTerms terms, Mode mode, @Nullable Hold hold) {
        this.scanId = terms.scanId();
        this.terms = terms;
        this.mode = mode;
        this.hold = hold;
    }

    boolean running() {
        return mode == Mode.RUNNING && !loading && hold == null;
    }

    boolean open() {
        return segments.values().stream().anyMatch(SegmentTrack::open);
    }

    Stream<TrackedUnit> units() {
        return segments.values().stream().flatMap(segment -> segment.units.values().stream());
    }
}
