package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseAnswer;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.SegmentStart;
import dev.scanctl.coordinator.lease.Settlement;
import dev.scanctl.coordinator.lease.UnitMove;
import dev.scanctl.coordinator.plan.DownHosts;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store and ingest in a few maps: compare-and-set, one writer, answers in order. Works are run by {@link #step}. */
final class ModelStore implements LeaseStore {
    /** One scan as stored. */
    static final class StoredScan {
        final ScanTerms first;
        ScanTerms terms;
        boolean paused;
        boolean cancelled;
        boolean over;
        final Map<Integer, Long> nextPosition = new LinkedHashMap<>();
        final Map<Integer, String> spaces = new HashMap<>();
        /** By segment and unit of discovery: which of its addresses are down. */
        final Map<Integer, Map<Long, byte[]>> discovered = new HashMap<>();
        /** Ports of units that were passed because all of their hosts are down, by segment. */
        final Map<Integer, Long> deadPorts = new HashMap<>();

        /** By segment an agent that was given a unit. */
        final Map<Integer, String> given = new HashMap<>();

        StoredScan(ScanTerms terms) {
            this.first = terms;
            this.terms = terms;
        }

        List<SegmentStart> starts() {
            return nextPosition.entrySet().stream()
                    .map(next -> new SegmentStart(
                            next.getKey(),
                            "seg" + next.getKey(),
                            spaces.getOrDefault(next.getKey(), "default"),
                            next.getValue(),
                            terms.plan().unitCount(),
                            Map.copyOf(discovered.getOrDefault(next.getKey(), Map.of())),
                            given.get(next.getKey())))
                    .toList();
        }

        /** Hosts of a unit that discovery found down. */
        AddressSet down(UnitKey unit) {
            DownHosts down = new DownHosts(terms.plan());
            discovered.getOrDefault(unit.segmentId(), Map.of()).forEach(down::learn);
            return down.of(unit.unit());
        }
    }

    final Map<Long, StoredScan> scans = new LinkedHashMap<>();
    final Map<UnitKey, UnitRow> rows = new HashMap<>();
    final Map<UnitKey, AddressSet> committed = new HashMap<>();
    /** Units without a row that are done, since all of their hosts are down. */
    final Set<UnitKey> passed = new HashSet<>();
    final Map<UnitKey, Integer> applied = new HashMap<>();
    /** Leases that were taken back because the agent said nothing for longer than its authority lasts. */
    final Set<LeaseId> silent = new HashSet<>();
    /** State changes that took place, such as {@code PENDING>LEASED}. */
    final Set<String> edges = new TreeSet<>();

    private final Deque<Supplier<Consumer<LeaseTable>>> queue = new ArrayDeque<>();
    long nowNanos;
    /** Works from here on that fail, and whether they had taken effect all the same. */
    int failures;

    boolean failuresTookEffect;

    StoredScan scan(ScanTerms terms, int... segments) {
        StoredScan scan = new StoredScan(terms);
        for (int segment : segments) {
            scan.nextPosition.put(segment, 0L);
        }
        scans.put(terms.scanId(), scan);
        return scan;
    }

    List<UnitRow> open(long scanId) {
        return rows.values().stream()
                .filter(row -> row.key().scanId() == scanId && row.state() != UnitState.DONE)
                .sorted((a, b) -> Long.compare(a.key().unit(), b.key().unit()))
                .toList();
    }

    UnitState state(UnitKey key) {
        UnitRow row = rows.get(key);
        return row == null ? UnitState.PENDING : row.state();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** A crash: what is queued never happens. */
    void clear() {
        queue.clear();
    }

    /** Runs one work; the answer is for the table. */
    Consumer<LeaseTable> step() {
        return queue.remove().get();
    }

    private void put(UnitRow row) {
        UnitState before = state(row.key());
        if (before != row.state()) {
            edges.add(before + ">" + row.state());
        }
        UnitRow old = rows.put(row.key(), row);
        StoredScan scan = scans.get(row.key().scanId());
        if (scan != null && row.agentId() != null) {
            scan.given.putIfAbsent(row.key().segmentId(), row.agentId());
        }
        if (old != null && row.epoch().compareTo(old.epoch()) < 0) {
            throw new AssertionError(row.key() + " went back from epoch " + old.epoch() + " to " + row.epoch());
        }
    }

    private boolean fails() {
        if (failures > 0) {
            failures--;
            return true;
        }
        return false;
    }

    @Override
    public void lease(LeaseBatch batch) {
        queue.add(() -> {
            boolean fails = fails();
            if (fails && !failuresTookEffect) {
                return table -> table.leaseFailed(batch);
            }
            Set<Long> running = running();
            LeaseBatch runs = batch.only(running);
            if (runs.writes().size() < batch.writes().size()) {
                edges.add("lease refused, the scan does not run");
            }
            List<LeaseAnswer> answers = runs.writes().stream().map(this::write).toList();
            for (LeaseBatch.Advanced next : runs.advanced()) {
                StoredScan scan = scans.get(next.scanId());
                if (scan != null) {
                    pass(scan, next);
                }
            }
            return table -> {
                if (fails) {
                    table.leaseFailed(batch);
                } else {
                    table.leased(batch, running, answers, nowNanos);
                }
            };
        });
    }

    /** Units on the way that get no row must be dead, as the store knows it. */
    private void pass(StoredScan scan, LeaseBatch.Advanced next) {
        Plan plan = scan.terms.plan();
        long dead = 0;
        long ports = 0;
        long before = scan.nextPosition.getOrDefault(next.segmentId(), 0L);
        for (long position = before; position < next.nextPosition(); position++) {
            UnitKey key = new UnitKey(next.scanId(), next.segmentId(), plan.unitAt(position));
            if (!rows.containsKey(key)) {
                PlannedUnit unit = plan.unit(key.unit());
                if (!unit.addresses().minus(scan.down(key)).isEmpty() || !passed.add(key)) {
                    throw new AssertionError(key + " is passed, and has live hosts or was passed before");
                }
                dead++;
                ports += unit.size();
                edges.add("passed, all hosts down");
            }
        }
        if (dead != next.deadUnits() || ports != next.deadPorts()) {
            throw new AssertionError(next + " passes " + dead + " units of " + ports + " ports");
        }
        scan.deadPorts.merge(next.segmentId(), ports, Long::sum);
        scan.nextPosition.put(next.segmentId(), next.nextPosition());
    }

    private Set<Long> running() {
        Set<Long> running = new HashSet<>(scans.keySet());
        running.removeIf(id -> {
            StoredScan scan = scans.get(id);
            return scan == null || scan.paused || scan.cancelled;
        });
        return running;
    }

    private LeaseAnswer write(LeaseBatch.Write write) {
        UnitRow to = write.to();
        UnitRow now = rows.get(to.key());
        UnitRow from = write.from();
        if (from == null && now != null) {
            throw new AssertionError(to.key() + " is handed out for the first time twice");
        }
        boolean won = from == null || now != null && now.state() == from.state() && now.epoch().equals(from.epoch());
        if (won) {
            put(to);
        }
        return new LeaseAnswer(
                to.key(), won, rows.get(to.key()), committed.getOrDefault(to.key(), AddressSet.EMPTY));
    }

    @Override
    public void move(UnitMove move) {
        queue.add(() -> {
            UnitKey key = move.to().key();
            if (fails()) {
                return table -> table.moveFailed(key, move.op());
            }
            UnitRow row = rows.get(key);
            if (row != null && row.state() == move.from() && row.epoch().equals(move.epoch())) {
                put(move.to());
                if (move.to().detail().contains("said nothing of it")) {
                    silent.add(new LeaseId(key, move.epoch()));
                }
            }
            UnitRow actual = rows.get(key);
            return table -> table.moved(key, move.op(), actual, nowNanos);
        });
    }

    @Override
    public void settle(Settlement settlement) {
        queue.add(() -> {
            LeaseId id = settlement.lease();
            if (fails()) {
                return table -> table.moveFailed(id.unit(), settlement.op());
            }
            UnitRow row = rows.get(id.unit());
            if (row != null && row.state() == UnitState.LEASED && row.epoch().equals(id.epoch())) {
                boolean discovery = isDiscovery(id.unit());
                edges.add((discovery ? "discovery settled " : "settled ") + settlement.outcome());
                if (discovery) {
                    discovered(id.unit(), AddressSet.EMPTY);
                }
                done(row);
            }
            UnitRow actual = rows.get(id.unit());
            return table -> table.moved(id.unit(), settlement.op(), actual, nowNanos);
        });
    }

    private boolean isDiscovery(UnitKey unit) {
        StoredScan scan = scans.get(unit.scanId());
        return scan != null && scan.terms.plan().isDiscovery(unit.unit());
    }

    private void discovered(UnitKey unit, AddressSet down) {
        StoredScan scan = Objects.requireNonNull(scans.get(unit.scanId()));
        byte[] bits = DownHosts.bits(scan.terms.plan().unit(unit.unit()), down);
        byte[] before = scan.discovered
                .computeIfAbsent(unit.segmentId(), segment -> new HashMap<>())
                .put(unit.unit(), bits);
        if (before != null) {
            throw new AssertionError(unit + " was discovered twice");
        }
        edges.add(down.isEmpty() ? "discovered, none down" : "discovered, some down");
    }

    @Override
    public void discovered(UnitKey unit) {
        queue.add(() -> {
            StoredScan scan = scans.get(unit.scanId());
            byte[] bits = fails() || scan == null
                    ? null
                    : scan.discovered.getOrDefault(unit.segmentId(), Map.of()).get(unit.unit());
            return table -> table.discovered(unit, bits, nowNanos);
        });
    }

    private void done(UnitRow row) {
        put(with(row, UnitState.DONE, row.rerun()));
        applied.merge(row.key(), 1, Integer::sum);
    }

    static UnitRow with(UnitRow row, UnitState state, boolean rerun) {
        return new UnitRow(
                row.key(),
                state,
                row.epoch(),
                row.attempts(),
                row.agentId(),
                row.incarnation(),
                row.reason(),
                row.detail(),
                rerun);
    }

    @Override
    public void reread(UnitKey unit, long op) {
        queue.add(() -> {
            UnitRow actual = rows.get(unit);
            return table -> table.moved(unit, op, actual, nowNanos);
        });
    }

    @Override
    public void reload(long scanId) {
        queue.add(() -> {
            StoredScan scan = scans.get(scanId);
            if (fails() || scan == null) {
                return table -> table.reloadFailed(scanId);
            }
            List<SegmentStart> starts = scan.starts();
            List<UnitRow> open = open(scanId);
            return table -> table.reloaded(scanId, starts, open, nowNanos);
        });
    }

    /** A result as ingest would take it. */
    record Result(String agentId, LeaseId lease, AddressSet hosts, boolean partial, boolean untrusted) {}

    /** Applies a result, tells the table, then the agent. */
    void ingest(Result result, Consumer<Verdict> agent) {
        queue.add(() -> {
            Verdict verdict = fails() ? Verdict.VERDICT_UNSPECIFIED : apply(result);
            return table -> {
                table.resultAnswered(
                        result.lease(), verdict, result.partial(), result.hosts().size(), 0, nowNanos);
                if (verdict != Verdict.VERDICT_UNSPECIFIED) {
                    agent.accept(verdict);
                }
            };
        });
    }

    private Verdict apply(Result result) {
        UnitKey key = result.lease().unit();
        UnitRow row = rows.get(key);
        StoredScan scan = scans.get(key.scanId());
        if (row == null || scan == null) {
            return Verdict.VERDICT_UNKNOWN_SCAN;
        }
        Epoch epoch = result.lease().epoch();
        if (row.state() == UnitState.DONE && row.epoch().equals(epoch)) {
            return Verdict.VERDICT_ALREADY_APPLIED;
        }
        if (scan.cancelled || row.state() == UnitState.CANCELLED) {
            return Verdict.VERDICT_CANCELLED;
        }
        if (row.state() != UnitState.LEASED || !row.epoch().equals(epoch)) {
            return Verdict.VERDICT_SUPERSEDED;
        }
        return applyToLeased(result, row, scan.terms);
    }

    private Verdict applyToLeased(Result result, UnitRow row, ScanTerms terms) {
        AddressSet before = committed.getOrDefault(row.key(), AddressSet.EMPTY);
        if (result.partial()) {
            committed.put(row.key(), before.union(result.hosts()));
            return Verdict.VERDICT_APPLIED;
        }
        if (result.untrusted() && !row.rerun()) {
            put(with(row, UnitState.PENDING, true));
            edges.add("rerun");
            return Verdict.VERDICT_SUPERSEDED;
        }
        if (isDiscovery(row.key())) {
            AddressSet left = terms.addressesOf(row.key().unit());
            discovered(row.key(), result.untrusted() ? AddressSet.EMPTY : left.minus(result.hosts()));
            done(row);
            return Verdict.VERDICT_APPLIED;
        }
        AddressSet down = Objects.requireNonNull(scans.get(row.key().scanId())).down(row.key());
        if (!down.intersect(result.hosts()).isEmpty()) {
            throw new AssertionError(row.key() + " has a result of hosts that are down");
        }
        if (!terms.addressesOf(row.key().unit()).minus(down).minus(before).minus(result.hosts()).isEmpty()) {
            return Verdict.VERDICT_REFUSED;
        }
        done(row);
        return Verdict.VERDICT_APPLIED;
    }

    /** What the operator's retry does in the store. */
    boolean retry(long scanId) {
        List<UnitRow> quarantined = open(scanId).stream()
                .filter(row -> row.state() == UnitState.QUARANTINED)
                .toList();
        for (UnitRow row : quarantined) {
            put(new UnitRow(
                    row.key(), UnitState.PENDING, row.epoch(), 0, row.agentId(), row.incarnation(), null, "", false));
        }
        return !quarantined.isEmpty();
    }

    /** What the operator's cancel does in the store. */
    void cancel(long scanId) {
        StoredScan scan = scans.get(scanId);
        if (scan != null) {
            scan.cancelled = true;
        }
        for (UnitRow row : open(scanId)) {
            if (!row.state().terminal()) {
                put(with(row, UnitState.CANCELLED, row.rerun()));
            }
        }
    }

    /** Units of a scan in a segment that are neither done, quarantined nor cancelled; for messages of tests. */
    List<String> unfinished(long scanId, int segmentId) {
        StoredScan scan = scans.get(scanId);
        List<String> left = new ArrayList<>();
        if (scan == null || scan.cancelled) {
            return left;
        }
        Plan plan = scan.terms.plan();
        for (long unit = 0; unit < plan.unitCount(); unit++) {
            UnitKey key = new UnitKey(scanId, segmentId, unit);
            if (!state(key).terminal() && !passed.contains(key)) {
                left.add(key + " " + describe(rows.get(key)));
            }
        }
        return left;
    }

    private static String describe(@Nullable UnitRow row) {
        return row == null ? "was never leased" : row.toString();
    }
}
