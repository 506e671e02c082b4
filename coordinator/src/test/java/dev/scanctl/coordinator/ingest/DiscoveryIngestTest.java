package dev.scanctl.coordinator.ingest;

import static dev.scanctl.coordinator.ingest.TestScan.AGENT;
import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Eight hosts of four ports, looked for in one unit. */
final class DiscoveryIngestTest {
    private static final AddressSet TARGETS = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 29));
    private static final Outcome HOST_DOWN = Outcome.of(PortState.NOT_PROBED, Reason.HOST_DOWN);
    private static final Outcome EXCLUDED = Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED);
    private final Store store = Store.inMemory();
    private final Ingest ingest = new Ingest(store, new StoredPlans());
    private final TestScan scan = TestScan.submit(store, "test", "local", Plan.of(
            TARGETS, PortSet.of(new PortRange(1, 4)), PortSet.EMPTY, new UnitShape(64, 64, 64, 32), true, 1));

    private long ports() {
        return scan.plan().unitCount() - scan.plan().discoveryUnits();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long discovery() {
        return ports();
    }

    private IngestAnswer apply(UnitResult.Builder result) {
        return ingest.apply(AGENT, scan.segmentId(), result.build(), System.currentTimeMillis())
                .join();
    }

    private UnitResult.Builder found(Epoch epoch, String... live) {
        UnitResult.Builder result = UnitResult.newBuilder()
                .setLease(LeaseRef.newBuilder().setScanId(scan.id()).setUnit(discovery()).setEpoch(epoch.bits()))
                .setMethod(Method.METHOD_CONNECT);
        for (String address : live) {
            ByteString bytes = ByteString.copyFrom(Address.parse(address).toBytes());
            result.addLive(dev.scanctl.proto.v1.AddressRange.newBuilder().setFirst(bytes).setLast(bytes));
        }
        return result;
    }

    private Map<Outcome, Long> counts() {
        List<OutcomeCount> counts = store.read(t -> t.outcomes().counts(scan.id()));
        return counts.stream()
                .filter(count -> count.ports() != 0)
                .collect(Collectors.toMap(OutcomeCount::outcome, OutcomeCount::ports));
    }

    private ScanSegmentRow progress() {
        return store.<List<ScanSegmentRow>>read(t -> t.scans().segments(scan.id())).getFirst();
    }

    private List<DiscoveryRow> rows() {
        return store.read(t -> t.discovery().of(scan.id(), scan.segmentId()));
    }

    private static AddressSet only(String... addresses) {
        AddressSet set = AddressSet.EMPTY;
        for (String address : addresses) {
            set = set.union(AddressSet.of(AddressRange.of(Address.parse(address))));
        }
        return set;
    }

    private IngestAnswer report(long unit, Epoch epoch, AddressSet live) {
        AddressSet hosts = scan.plan().unit(unit).addresses().intersect(live);
        return apply(scan.result(unit, epoch, hosts, (address, port) -> CLOSED));
    }

    @Test
    void liveHostsAreKeptOnceWithTheUnitsCompletion() {
        Epoch epoch = scan.lease(discovery());

        assertThat(apply(found(epoch, "10.0.0.1", "10.0.0.6")).effect()).isEqualTo(Effect.DONE);

        assertThat(scan.row(discovery()).orElseThrow().state()).isEqualTo(UnitState.DONE);
        assertThat(rows()).hasSize(1);
        assertThat(progress().hostsUp()).isEqualTo(2);
        assertThat(progress().hostsDown()).isEqualTo(6);
        assertThat(progress().unitsDone()).isEqualTo(1);
        assertThat(counts()).isEmpty();
        assertThat(apply(found(epoch, "10.0.0.1", "10.0.0.6")).verdict()).isEqualTo(Verdict.VERDICT_ALREADY_APPLIED);
        assertThat(progress().hostsUp()).isEqualTo(2);
    }

    @Test
    void portsOfHostsThatAreDownAreCountedWithTheirUnitAndHaveNoRows() {
        apply(found(scan.lease(discovery()), "10.0.0.1"));
        AddressSet live = only("10.0.0.1");

        for (long unit = 0; unit < ports(); unit++) {
            Epoch epoch = scan.lease(unit);
            assertThat(report(unit, epoch, live).effect()).isEqualTo(Effect.DONE);
        }

        assertThat(counts()).isEqualTo(Map.of(CLOSED, 4L, HOST_DOWN, 28L));
        assertThat(progress().unitsDone()).isEqualTo(progress().unitsTotal());
    }

    @Test
    void resultOfAHostThatIsDownIsRefused() {
        apply(found(scan.lease(discovery()), "10.0.0.1"));
        long unit = scan.plan().unitOf(Address.parse("10.0.0.0"), dev.scanctl.wire.Protocol.TCP, 1);

        IngestAnswer answer = report(unit, scan.lease(unit), only("10.0.0.0", "10.0.0.1"));

        assertThat(answer.verdict()).isEqualTo(Verdict.VERDICT_REFUSED);
        assertThat(answer.detail()).contains("10.0.0.0 is down by discovery");
    }

    @Test
    void unitWhoseHostsAreAllDownIsSettledWithoutRows() {
        apply(found(scan.lease(discovery())));
        for (long unit = 0; unit < ports(); unit++) {
            Epoch epoch = scan.lease(unit);
            ingest.settle(scan.key(unit), epoch, EXCLUDED).join();
        }

        assertThat(counts()).isEqualTo(Map.of(HOST_DOWN, 32L));
        assertThat(progress().hostsDown()).isEqualTo(8);
    }

    @Test
    void excludedHostsAreExcludedAndNotDown() {
        Epoch epoch = scan.lease(discovery());
        scan.exclude("10.0.0.0", "10.0.0.3");
        apply(found(epoch, "10.0.0.7"));
        for (long unit = 0; unit < ports(); unit++) {
            Epoch lease = scan.lease(unit);
            AddressSet live = only("10.0.0.7").intersect(scan.plan().unit(unit).addresses());
            if (live.isEmpty()) {
                ingest.settle(scan.key(unit), lease, EXCLUDED).join();
            } else {
                report(unit, lease, live);
            }
        }

        assertThat(counts()).isEqualTo(Map.of(CLOSED, 4L, HOST_DOWN, 12L, EXCLUDED, 16L));
        assertThat(progress().hostsUp()).isEqualTo(1);
        assertThat(progress().hostsDown()).isEqualTo(3);
    }

    @Test
    void searchThatWasGivenUpFindsNoHostDown() {
        Epoch epoch = scan.lease(discovery());

        ingest.settle(scan.key(discovery()), epoch, UNKNOWN).join();

        assertThat(rows()).hasSize(1).allMatch(row -> row.method() == null && row.down().length == 0);
        assertThat(progress().hostsDown()).isZero();
        assertThat(progress().unitsDone()).isEqualTo(1);
        assertThat(counts()).isEmpty();
    }

    @Test
    void silenceThatNobodyVouchesForIsLookedAtOnceMoreAndThenFindsNoHostDown() {
        UnitQuality doubted = UnitQuality.newBuilder().setUntrusted(true).build();

        Effect first = apply(found(scan.lease(discovery()), "10.0.0.1").setQuality(doubted)).effect();
        Effect second = apply(found(scan.lease(discovery()), "10.0.0.1").setQuality(doubted)).effect();

        assertThat(first).isEqualTo(Effect.RETURNED);
        assertThat(second).isEqualTo(Effect.DONE);
        assertThat(progress().hostsDown()).isZero();
        assertThat(progress().hostsUp()).isEqualTo(1);
    }

    @Test
    void malformedResultsAreRefused() {
        Epoch epoch = scan.lease(discovery());

        assertThat(apply(found(epoch, "10.0.0.9")).detail()).contains("not addresses of the unit");
        assertThat(apply(found(epoch).setPartial(true)).detail()).contains("ends with its live hosts");
        assertThat(apply(found(epoch).setMethod(Method.METHOD_UDP)).detail()).contains("not looked for by udp");
        assertThat(rows()).isEmpty();
    }

    @Test
    void retryCountsHostsThatAreDownOnce() {
        apply(found(scan.lease(discovery()), "10.0.0.0", "10.0.0.7"));
        AddressSet live = only("10.0.0.0", "10.0.0.7");
        for (long unit = 0; unit < ports(); unit++) {
            Epoch lease = scan.lease(unit);
            AddressSet hosts = scan.plan().unit(unit).addresses().intersect(live);
            apply(scan.result(unit, lease, hosts, (address, port) -> port == 1 ? UNKNOWN : CLOSED));
        }
        assertThat(counts()).isEqualTo(Map.of(CLOSED, 6L, UNKNOWN, 2L, HOST_DOWN, 24L));

        assertThat(ingest.retry(scan.id())).isEqualTo(ports());
        assertThat(counts()).isEmpty();
        for (long unit = 0; unit < ports(); unit++) {
            report(unit, scan.lease(unit), live);
        }

        assertThat(counts()).isEqualTo(Map.of(CLOSED, 8L, HOST_DOWN, 24L));
        assertThat(rows()).hasSize(1);
    }
}
