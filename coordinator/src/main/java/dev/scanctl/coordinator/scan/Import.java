package dev.scanctl.coordinator.scan;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.ingest.ForeignHost;
import dev.scanctl.coordinator.ingest.ForeignResults;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.query.Dispositions;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.Work;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportEnd;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportHosts;
import dev.scanctl.proto.v1.ImportedHost;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One import under way. Used by one thread at a time, which waits while enough is on its way to the disk. */
public final class Import {
    /** Writes under way: the next is made while one is stored. */
    private static final int WRITES = 4;

    private static final int UNITS_AT_A_TIME = 1_000;

    private final Imports imports;
    private final String requestId;
    private final Place place;
    private final ForeignResults results;
    private final BitSet seen = new BitSet();
    private final Deque<CompletableFuture<?>> writes = new ArrayDeque<>();
    private final long startedMs;
    private final long endedMs;
    private long up;
    private long down;

    /** Where it is stored. */
    record Place(long scanId, int segmentId, Plan plan) {}

    Import(Imports imports, String requestId, ImportHeader header, Place place, ForeignResults results) {
        this.imports = imports;
        this.requestId = requestId;
        this.place = place;
        this.results = results;
        this.startedMs = imports.startedMs(header);
        this.endedMs = imports.endedMs(header);
    }

    /** Stores some hosts; {@link ScanRefused} if they are not of the header, or were sent before. */
    public void add(ImportHosts hosts) {
        List<ForeignHost> read = hosts.getHostsList().stream().map(this::read).toList();
        if (!read.isEmpty()) {
            write(results.of(read));
        }
    }

    private ForeignHost read(ImportedHost host) {
        Address address = address(host.getAddress());
        long rank = place.plan().addresses().rankOf(address);
        if (rank < 0 || seen.get((int) rank)) {
            throw ScanRefused.malformed("host " + address + (rank < 0 ? " is not one of the header's" : " is there twice"));
        }
        seen.set((int) rank);
        up += host.getDown() ? 0 : 1;
        down += host.getDown() ? 1 : 0;
        long observedMs = host.getObservedMs() > 0 ? host.getObservedMs() : endedMs;
        return new ForeignHost(
                address,
                // A scan's observations lie within its time.
                Math.clamp(observedMs, startedMs, endedMs),
                host.getDown() ? null : runs(address, Protocol.TCP, host.getTcpRuns()),
                host.getDown() ? null : runs(address, Protocol.UDP, host.getUdpRuns()),
                host.getDown());
    }

    private static Address address(ByteString bytes) {
        if (bytes.size() != 4 && bytes.size() != 16) {
            throw ScanRefused.malformed("an address has 4 or 16 bytes, not " + bytes.size());
        }
        return Address.of(bytes.toByteArray());
    }

    private @Nullable Runs runs(Address address, Protocol protocol, ByteString encoded) {
        try {
            Runs runs = Runs.decode(encoded.toByteArray(), place.plan().ports(protocol));
            return runs.ports().isEmpty() ? null : runs;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw ScanRefused.malformed("the " + protocol.label() + " ports of " + address + " are malformed: " + e.getMessage());
        }
    }

    private void write(Work<?> work) {
        while (writes.size() >= WRITES) {
            join(writes.remove());
        }
        writes.add(imports.store().write(Lane.BULK, work));
    }

    private static void join(CompletableFuture<?> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** All hosts are here; answers once all of it is stored and synced. */
    public ImportAnswer end(ImportEnd end) {
        long planned = place.plan().addresses().size();
        if (seen.cardinality() != planned || end.getHosts() != planned) {
            throw ScanRefused.malformed(seen.cardinality() + " of " + planned + " hosts were sent");
        }
        long units = place.plan().unitCount();
        for (long from = 0; from < units; from += UNITS_AT_A_TIME) {
            write(results.done(from, Math.min(units, from + UNITS_AT_A_TIME)));
        }
        // Whole only if all before it is stored.
        drain();
        write(this::finish);
        drain();
        return imports.settle(requestId, place.scanId());
    }

    private void drain() {
        while (!writes.isEmpty()) {
            join(writes.remove());
        }
    }

    private long finish(Tables tables) throws SQLException {
        long id = place.scanId();
        Ledger.current(tables, id);
        boolean gaps = tables.outcomes().counts(id).stream().anyMatch(count -> Dispositions.isGap(count.outcome()));
        tables.scans().hosts(id, place.segmentId(), up, down);
        tables.scans().move(id, ScanState.SCAN_STATE_CANCELLED,
                gaps ? ScanState.SCAN_STATE_COMPLETED_WITH_GAPS : ScanState.SCAN_STATE_COMPLETED);
        tables.scans().ran(id, startedMs, endedMs);
        tables.backlog().moveTo(new UnitKey(id, place.segmentId(), 0));
        return id;
    }

    private static void settled(CompletableFuture<?> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            // It is what the import is abandoned for, or comes after it.
        }
    }

    /** Leaves nothing. */
    public void abandon() {
        writes.forEach(write -> settled(write));
        imports.undo(requestId, place.scanId());
    }
}
