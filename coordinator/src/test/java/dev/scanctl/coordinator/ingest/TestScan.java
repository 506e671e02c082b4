package dev.scanctl.coordinator.ingest;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.ScanEdit;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import dev.scanctl.wire.Runs;
import java.util.List;
import java.util.Optional;

/** A stored scan of one segment, leased and reported by hand. */
public final class TestScan {
    public static final String AGENT = "agent-1";
    public static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    public static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    public static final Outcome FILTERED = Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE);
    public static final Outcome UNKNOWN = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE);

    private final Store store;
    private final Plan plan;
    private final long id;
    private final int segmentId;

    private TestScan(Store store, Plan plan, long id, int segmentId) {
        this.store = store;
        this.plan = plan;
        this.id = id;
        this.segmentId = segmentId;
    }

    public static TestScan submit(Store store, String name, String segment, Plan plan) {
        return submit(store, name, List.of(segment), plan).getFirst();
    }

    /** One scan from several segments: what it is in each of them. */
    public static List<TestScan> submit(Store store, String name, List<String> segments, Plan plan) {
        List<Integer> ids = segments.stream()
                .map(segment -> store.write(Lane.CONTROL, t -> t.segments().findOrCreate(segment, "default"))
                        .join()
                        .id())
                .toList();
        long id = store.write(
                        Lane.CONTROL,
                        t -> t.scans()
                                .insert(Rows.newScan(name, plan.encode(), ids, plan.unitCount(), plan.probeCount())))
                .join();
        return ids.stream().map(segment -> new TestScan(store, plan, id, segment)).toList();
    }

    /** The same scan in a store that was opened again. */
    public TestScan in(Store again) {
        return new TestScan(again, plan, id, segmentId);
    }

    public long id() {
        return id;
    }

    public int segmentId() {
        return segmentId;
    }

    public Plan plan() {
        return plan;
    }

    public UnitKey key(long unit) {
        return new UnitKey(id, segmentId, unit);
    }

    public Optional<UnitRow> row(long unit) {
        return store.read(t -> t.units().byKey(key(unit)));
    }

    /** Leases a unit (again) to the test's agent. */
    public Epoch lease(long unit) {
        Optional<UnitRow> before = row(unit);
        Epoch epoch = before.map(UnitRow::epoch).orElse(new Epoch(1, 0)).next(store.generation());
        boolean rerun = before.map(UnitRow::rerun).orElse(false);
        UnitRow leased = new UnitRow(key(unit), UnitState.LEASED, epoch, 0, AGENT, 1, null, "", rerun);
        store.write(Lane.CONTROL, tables -> {
                    if (before.isEmpty()) {
                        tables.units().leaseFirst(List.of(leased), List.of(new NextPosition(id, segmentId, unit + 1)));
                        return true;
                    }
                    return tables.units().lease(leased, before.get().state(), before.get().epoch());
                })
                .join();
        return epoch;
    }

    public boolean move(long unit, UnitState to) {
        UnitRow row = row(unit).orElseThrow();
        UnitRow moved = new UnitRow(
                row.key(), to, row.epoch(), row.attempts(), row.agentId(), row.incarnation(), row.reason(), "", row.rerun());
        return store.write(Lane.CONTROL, t -> t.units().move(row.key(), row.state(), row.epoch(), moved))
                .join();
    }

    public boolean move(ScanState from, ScanState to) {
        return store.write(Lane.CONTROL, t -> t.scans().move(id, from, to)).join();
    }

    public void exclude(String first, String last) {
        ExclusionOverlay overlay = ExclusionOverlay.newBuilder()
                .setScanId(id)
                .setOverlay(1)
                .addAddresses(dev.scanctl.proto.v1.AddressRange.newBuilder()
                        .setFirst(bytes(Address.parse(first)))
                        .setLast(bytes(Address.parse(last))))
                .build();
        store.write(Lane.CONTROL, tables -> {
                    ScanEdit now = ScanEdit.of(tables.scans().byId(id).orElseThrow());
                    return tables.scans().edit(id, now.withOverlay(1, overlay.toByteArray()));
                })
                .join();
    }

    /** What an agent would have found. */
    public interface Network {
        Outcome of(Address address, int port);
    }

    /** A result of all hosts of a unit. */
    public UnitResult.Builder result(long unit, Epoch epoch, Network network) {
        return result(unit, epoch, plan.unit(unit).addresses(), network);
    }

    /** A result of some hosts of a unit; neighbours alike come as one. */
    public UnitResult.Builder result(long unit, Epoch epoch, AddressSet hosts, Network network) {
        PlannedUnit planned = plan.unit(unit);
        UnitResult.Builder result = UnitResult.newBuilder()
                .setLease(LeaseRef.newBuilder().setScanId(id).setUnit(unit).setEpoch(epoch.bits()))
                .setProtocolValue(planned.protocol().number())
                .setMethod(planned.protocol() == Protocol.TCP ? Method.METHOD_CONNECT : Method.METHOD_UDP)
                .setQuality(UnitQuality.newBuilder().setSent(hosts.size() * planned.ports().size()));
        for (AddressRange range : hosts.ranges()) {
            addHosts(result, planned, range, network);
        }
        return result;
    }

    private static void addHosts(UnitResult.Builder result, PlannedUnit unit, AddressRange range, Network network) {
        ByteString before = null;
        for (long i = 0; i < range.size(); i++) {
            Address address = range.first().plus(i);
            Runs runs = Runs.of(unit.ports(), rank -> network.of(address, unit.ports().at(rank)));
            ByteString encoded = ByteString.copyFrom(runs.encode());
            addOpen(result, address, runs);
            if (encoded.equals(before)) {
                HostResult.Builder last = result.getHostsBuilder(result.getHostsCount() - 1);
                last.setCount(Math.max(1, last.getCount()) + 1);
            } else {
                result.addHosts(HostResult.newBuilder().setAddress(bytes(address)).setRuns(encoded));
            }
            before = encoded;
        }
    }

    private static void addOpen(UnitResult.Builder result, Address address, Runs runs) {
        for (Run run : runs.list()) {
            if (run.outcome().state() == PortState.OPEN) {
                for (int rank = runs.ports().rankOf(run.firstPort());
                        rank <= runs.ports().rankOf(run.lastPort());
                        rank++) {
                    result.addOpen(OpenPort.newBuilder()
                            .setAddress(bytes(address))
                            .setPort(runs.ports().at(rank))
                            .setRttMicros(500)
                            .setAttempts(1)
                            .setReasonValue(run.outcome().reason().number()));
                }
            }
        }
    }

    public static ByteString bytes(Address address) {
        return ByteString.copyFrom(address.toBytes());
    }
}
