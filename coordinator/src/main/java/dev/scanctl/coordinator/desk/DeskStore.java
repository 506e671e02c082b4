package dev.scanctl.coordinator.desk;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.lease.LeaseAnswer;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.SegmentStart;
import dev.scanctl.coordinator.lease.Settlement;
import dev.scanctl.coordinator.lease.UnitMove;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.Work;
import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table's wishes as writes of the real store; answers come back as events of the desk. Reads go through the writer
 * too, so that their answers stand in order with those of the writes. Called by the desk's thread only.
 */
final class DeskStore implements LeaseStore {
    private static final Outcome HOST_DOWN = Outcome.of(PortState.NOT_PROBED, Reason.HOST_DOWN);

    private final Store store;
    private final Ingest ingest;
    private final DeskQueue events;
    /** Moves of one turn of the desk, written together. */
    private List<UnitMove> moves = new ArrayList<>();

    DeskStore(Store store, Ingest ingest, DeskQueue events) {
        this.store = store;
        this.ingest = ingest;
        this.events = events;
    }

    private <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
        try {
            return store.write(Lane.CONTROL, work);
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void lease(LeaseBatch batch) {
        events.answer(
                write(tables -> lease(tables, batch)),
                (table, done) -> table.leased(batch, done.ran(), done.answers(), events.nowNanos()),
                table -> table.leaseFailed(batch));
    }

    /** What was written of a batch. */
    record Leased(Set<Long> ran, List<LeaseAnswer> answers) {}

    /** What operators did to a scan since the desk asked comes first: units of a scan that does not run get no answer. */
    static Leased lease(Tables tables, LeaseBatch asked) throws SQLException {
        Set<Long> running = new HashSet<>();
        for (long scanId : asked.scans()) {
            if (tables.scans().head(scanId).filter(DeskStore::runs).isPresent()) {
                running.add(scanId);
            }
        }
        return new Leased(running, leaseRunning(tables, asked.only(running)));
    }

    private static boolean runs(ScanHead scan) {
        return scan.state() == ScanState.SCAN_STATE_RUNNING;
    }

    private static List<LeaseAnswer> leaseRunning(Tables tables, LeaseBatch batch) throws SQLException {
        List<UnitRow> first = new ArrayList<>();
        List<LeaseAnswer> answers = new ArrayList<>();
        for (LeaseBatch.Write write : batch.writes()) {
            if (write.from() == null) {
                first.add(write.to());
                answers.add(new LeaseAnswer(write.to().key(), true, write.to(), AddressSet.EMPTY));
            } else {
                answers.add(again(tables, write.from(), write.to()));
            }
        }
        List<NextPosition> positions = batch.advanced().stream()
                .map(next -> new NextPosition(next.scanId(), next.segmentId(), next.nextPosition()))
                .toList();
        tables.units().leaseFirst(first, positions);
        for (long scanId : first.stream().mapToLong(row -> row.key().scanId()).distinct().toArray()) {
            tables.scans().started(scanId);
        }
        for (LeaseBatch.Advanced next : batch.advanced()) {
            if (next.deadUnits() > 0) {
                tables.scans().done(next.scanId(), next.segmentId(), next.deadUnits());
                tables.outcomes().add(next.scanId(), next.segmentId(), Map.of(HOST_DOWN, next.deadPorts()));
            }
        }
        return answers;
    }

    private static LeaseAnswer again(Tables tables, UnitRow from, UnitRow to) throws SQLException {
        UnitKey key = to.key();
        if (!tables.units().lease(to, from.state(), from.epoch())) {
            return new LeaseAnswer(key, false, row(tables, key), AddressSet.EMPTY);
        }
        List<AddressRange> committed = new ArrayList<>();
        for (RunRow run : tables.results().runs(key)) {
            committed.add(new AddressRange(run.first(), run.last()));
        }
        return new LeaseAnswer(key, true, to, AddressSet.of(committed));
    }

    private static @Nullable UnitRow row(Tables tables, UnitKey key) throws SQLException {
        return tables.units().byKey(key).orElse(null);
    }

    @Override
    public void move(UnitMove move) {
        moves.add(move);
    }

    /** To be called after each turn of the desk, and before anything that must come after the turn's moves. */
    void flush() {
        if (moves.isEmpty()) {
            return;
        }
        List<UnitMove> together = moves;
        moves = new ArrayList<>();
        events.answer(
                write(tables -> move(tables, together)),
                (table, moved) -> moved.forEach(
                        answer -> table.moved(answer.move().to().key(), answer.move().op(), answer.row(), events.nowNanos())),
                table -> together.forEach(
                        move -> table.moveFailed(move.to().key(), move.op())));
    }

    private record Moved(UnitMove move, @Nullable UnitRow row) {}

    private static List<Moved> move(Tables tables, List<UnitMove> moves) throws SQLException {
        List<Moved> answers = new ArrayList<>();
        for (UnitMove move : moves) {
            UnitKey key = move.to().key();
            UnitState from = move.from();
            boolean won = tables.units().move(key, from, move.epoch(), move.to());
            answers.add(new Moved(move, won ? move.to() : row(tables, key)));
        }
        return answers;
    }

    @Override
    public void settle(Settlement settlement) {
        UnitKey key = settlement.lease().unit();
        CompletableFuture<@Nullable UnitRow> settled = CompletableFuture.runAsync(() -> {}, Thread::startVirtualThread)
                .thenCompose(
                        ready -> ingest.settle(key, settlement.lease().epoch(), settlement.outcome()))
                .<@Nullable UnitRow>thenCompose(done -> this.<@Nullable UnitRow>write(tables -> row(tables, key)));
        answer(settled, key, settlement.op());
    }

    @Override
    public void discovered(UnitKey unit) {
        events.answer(
                this.<byte @Nullable []>write(tables -> down(tables, unit)),
                (table, down) -> table.discovered(unit, down, events.nowNanos()),
                table -> table.discovered(unit, null, events.nowNanos()));
    }

    private static byte @Nullable [] down(Tables tables, UnitKey unit) throws SQLException {
        List<DiscoveryRow> rows =
                tables.discovery().of(unit.scanId(), unit.segmentId(), unit.unit(), unit.unit() + 1);
        return rows.isEmpty() ? null : rows.getFirst().down();
    }

    @Override
    public void reread(UnitKey unit, long op) {
        answer(this.<@Nullable UnitRow>write(tables -> row(tables, unit)), unit, op);
    }

    private void answer(CompletableFuture<@Nullable UnitRow> row, UnitKey key, long op) {
        events.answer(
                row,
                (table, actual) -> table.moved(key, op, actual, events.nowNanos()),
                table -> table.moveFailed(key, op));
    }

    @Override
    public void reload(long scanId) {
        flush();
        events.answer(
                write(tables -> load(tables, scanId)),
                (table, loaded) -> table.reloaded(scanId, loaded.starts(), loaded.rows(), events.nowNanos()),
                table -> table.reloadFailed(scanId));
    }

    /** What the store has of a scan's units. */
    record Loaded(List<SegmentStart> starts, List<UnitRow> rows) {}

    static Loaded load(Tables tables, long scanId) throws SQLException {
        List<SegmentStart> starts = new ArrayList<>();
        for (ScanSegmentRow row : tables.scans().segments(scanId)) {
            starts.add(new SegmentStart(
                    row.segmentId(),
                    row.segment(),
                    row.space(),
                    row.nextPosition(),
                    row.unitsTotal(),
                    discovered(tables, row),
                    tables.units().anyAgent(scanId, row.segmentId()).orElse(null)));
        }
        return new Loaded(starts, tables.units().open(scanId));
    }

    private static Map<Long, byte[]> discovered(Tables tables, ScanSegmentRow row) throws SQLException {
        return tables.discovery().of(row.scanId(), row.segmentId()).stream()
                .collect(Collectors.toMap(done -> done.unit().unit(), DiscoveryRow::down));
    }
}
