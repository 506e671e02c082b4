package dev.scanctl.coordinator.ingest;

import static dev.scanctl.coordinator.ingest.TestScan.AGENT;
import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.MissEvidence;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.ScanState;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestTest {
    private static final AddressSet TARGETS =
            AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 26));
    private static final PortSet PORTS = PortSet.of(new PortRange(1, 128));
    private static final TestScan.Network WEB = (address, port) -> port == 80 ? OPEN : CLOSED;

    private Store store;
    private Ingest ingest;
    private TestScan scan;

    @BeforeEach
    void open() {
        store = Store.inMemory();
        ingest = new Ingest(store, new StoredPlans());
        Plan plan = Plan.of(TARGETS, PORTS, PortSet.EMPTY, new UnitShape(16_384, 65_536, 4_096, 32), 1);
        scan = TestScan.submit(store, "test", "local", plan);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private IngestAnswer apply(UnitResult.Builder result) {
        return ingest.apply(AGENT, scan.segmentId(), result.build(), System.currentTimeMillis()).join();
    }

    private Map<Outcome, Long> counts() {
        List<OutcomeCount> counts = store.read(t -> t.outcomes().counts(scan.id()));
        return counts.stream().collect(Collectors.toMap(OutcomeCount::outcome, OutcomeCount::ports));
    }

    private ScanSegmentRow progress() {
        return store.<List<ScanSegmentRow>>read(t -> t.scans().segments(scan.id())).getFirst();
    }

    private List<RunRow> runs(long unit) {
        return store.read(t -> t.results().runs(scan.key(unit)));
    }

    private AddressSet hosts(long from, long to) {
        return scan.plan().unit(0).addresses().slice(from, to);
    }

    private long size() {
        return scan.plan().unit(0).addresses().size();
    }

    private static UnitQuality untrusted() {
        return UnitQuality.newBuilder().setUntrusted(true).build();
    }

    @Test
    void resultIsAppliedOnceAndAcknowledgedAgain() {
        UnitResult.Builder result = scan.result(0, scan.lease(0), WEB);

        assertThat(apply(result)).isEqualTo(IngestAnswer.applied(Effect.DONE));
        assertThat(apply(result)).isEqualTo(IngestAnswer.alreadyApplied());

        int ports = scan.plan().unit(0).ports().size();
        assertThat(counts()).isEqualTo(Map.of(OPEN, size(), CLOSED, size() * (ports - 1)));
        assertThat(progress().unitsDone()).isEqualTo(1);
        assertThat(Quality.parse(progress().quality()).getSent()).isEqualTo(size() * ports);
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.DONE);
        assertThat(runs(0)).as("hosts alike are one row").hasSize(1);
    }

    @Test
    void resultOfAnEarlierLeaseIsSuperseded() {
        Epoch first = scan.lease(0);
        scan.move(0, UnitState.PENDING);
        assertThat(apply(scan.result(0, first, WEB)).verdict()).isEqualTo(Verdict.VERDICT_SUPERSEDED);
        Epoch second = scan.lease(0);

        assertThat(apply(scan.result(0, first, WEB)).verdict()).isEqualTo(Verdict.VERDICT_SUPERSEDED);
        assertThat(apply(scan.result(0, second, WEB)).effect()).isEqualTo(Effect.DONE);
        assertThat(apply(scan.result(0, first, WEB)).verdict()).isEqualTo(Verdict.VERDICT_SUPERSEDED);
    }

    @Test
    void resultOfACancelledScanIsAnsweredCancelled() {
        UnitResult.Builder result = scan.result(0, scan.lease(0), WEB);
        scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_CANCELLED);

        assertThat(apply(result).verdict()).isEqualTo(Verdict.VERDICT_CANCELLED);
        assertThat(counts()).isEmpty();
    }

    @Test
    void resultOfNoScanIsAnsweredUnknownScan() {
        UnitResult.Builder result = scan.result(0, scan.lease(0), WEB);
        result.getLeaseBuilder().setScanId(99);

        assertThat(apply(result).verdict()).isEqualTo(Verdict.VERDICT_UNKNOWN_SCAN);
    }

    @Test
    void resultOfAnotherAgentsLeaseIsRefused() {
        UnitResult result = scan.result(0, scan.lease(0), WEB).build();

        assertThat(ingest.apply("agent-2", scan.segmentId(), result, 0).join().verdict())
                .isEqualTo(Verdict.VERDICT_REFUSED);
    }

    @Test
    void partialResultsLeaveTheLeaseAndTheFinalOneBringsTheRest() {
        Epoch epoch = scan.lease(0);
        UnitResult.Builder early = scan.result(0, epoch, hosts(0, 3), WEB).setPartial(true);
        UnitResult.Builder rest = scan.result(0, epoch, hosts(3, size()), WEB);

        assertThat(apply(early)).isEqualTo(IngestAnswer.applied(Effect.PARTIAL));
        assertThat(apply(early)).isEqualTo(IngestAnswer.alreadyApplied());
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.LEASED);
        assertThat(progress().unitsDone()).isZero();
        assertThat(apply(scan.result(0, epoch, WEB)).verdict()).isEqualTo(Verdict.VERDICT_REFUSED);
        assertThat(apply(rest)).isEqualTo(IngestAnswer.applied(Effect.DONE));
        assertThat(apply(early)).isEqualTo(IngestAnswer.alreadyApplied());
        assertThat(counts().get(OPEN)).isEqualTo(size());
    }

    @Test
    void committedHostsStayWhenTheUnitIsLeasedAgain() {
        Epoch first = scan.lease(0);
        UnitResult.Builder early = scan.result(0, first, hosts(0, 3), WEB).setPartial(true);
        apply(early);
        scan.move(0, UnitState.PENDING);
        assertThat(apply(early)).isEqualTo(IngestAnswer.alreadyApplied());
        Epoch second = scan.lease(0);

        assertThat(apply(scan.result(0, second, hosts(3, size()), WEB)).effect()).isEqualTo(Effect.DONE);
        assertThat(counts().get(OPEN)).isEqualTo(size());
    }

    @Test
    void finalResultMustCoverTheUnit() {
        Epoch epoch = scan.lease(0);

        IngestAnswer answer = apply(scan.result(0, epoch, hosts(0, size() - 1), WEB));

        assertThat(answer.verdict()).isEqualTo(Verdict.VERDICT_REFUSED);
        assertThat(answer.detail()).contains("lacks");
        assertThat(runs(0)).isEmpty();
    }

    @Test
    void excludedHostsThatTheAgentLeftOutAreNotProbed() {
        Epoch epoch = scan.lease(0);
        Address gone = scan.plan().unit(0).addresses().at(1);
        scan.exclude(gone.toString(), gone.toString());
        AddressSet probed = scan.plan().unit(0).addresses().minus(AddressSet.of(AddressRange.of(gone)));

        assertThat(apply(scan.result(0, epoch, probed, WEB)).effect()).isEqualTo(Effect.DONE);

        Outcome excluded = Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED);
        assertThat(counts().get(excluded)).isEqualTo(scan.plan().unit(0).ports().size());
        assertThat(runs(0)).extracting(RunRow::method).contains((dev.scanctl.wire.Method) null);
    }

    @Test
    void hostFinishedBeforeItsExclusionWasHeardOfCounts() {
        Epoch epoch = scan.lease(0);
        UnitResult.Builder result = scan.result(0, epoch, WEB);
        Address gone = scan.plan().unit(0).addresses().at(1);
        scan.exclude(gone.toString(), gone.toString());

        assertThat(apply(result).effect()).isEqualTo(Effect.DONE);
        assertThat(counts().get(OPEN)).isEqualTo(size());
    }

    @Test
    void untrustedResultSendsTheUnitBackOnceAndIsMarkedTheSecondTime() {
        Epoch first = scan.lease(0);
        assertThat(apply(scan.result(0, first, WEB).setQuality(untrusted())))
                .isEqualTo(IngestAnswer.returned());
        UnitRow row = scan.row(0).orElseThrow();
        assertThat(row.state()).isEqualTo(UnitState.PENDING);
        assertThat(row.rerun()).isTrue();
        assertThat(runs(0)).isEmpty();

        Epoch second = scan.lease(0);
        assertThat(apply(scan.result(0, second, WEB).setQuality(untrusted())).effect()).isEqualTo(Effect.DONE);
        assertThat(Quality.parse(progress().quality()).getUntrusted()).isTrue();
    }

    @Test
    void settlingFillsWhatIsLeftAndALateResultIsSuperseded() {
        Epoch epoch = scan.lease(0);
        apply(scan.result(0, epoch, hosts(0, 3), WEB).setPartial(true));
        UnitResult.Builder late = scan.result(0, epoch, hosts(3, size()), WEB);

        ingest.settle(scan.key(0), epoch, UNKNOWN).join();

        int ports = scan.plan().unit(0).ports().size();
        assertThat(counts().get(UNKNOWN)).isEqualTo((size() - 3) * ports);
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.DONE);
        assertThat(progress().unitsDone()).isEqualTo(1);
        assertThat(apply(late).verdict()).isEqualTo(Verdict.VERDICT_SUPERSEDED);
    }

    @Test
    void retryPutsBackUnknownHostsAndQuarantinedUnits() {
        Address sick = scan.plan().unit(0).addresses().at(2);
        apply(scan.result(0, scan.lease(0), (address, port) -> address.equals(sick)
                ? (port == 7 ? UNKNOWN : OPEN)
                : WEB.of(address, port)));
        scan.lease(1);
        scan.move(1, UnitState.QUARANTINED);
        apply(scan.result(2, scan.lease(2), WEB));

        assertThat(store.<List<UnitKey>>read(tables -> tables.gaps().page(scan.id(), scan.segmentId(), -1, 9)))
                .as("only these are looked at")
                .containsExactly(scan.key(0), scan.key(1));
        assertThat(ingest.retry(scan.id())).isEqualTo(2);
        assertThat(ingest.retry(scan.id())).isZero();

        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.PENDING);
        assertThat(scan.row(1).orElseThrow().state()).isEqualTo(UnitState.PENDING);
        assertThat(scan.row(2).orElseThrow().state()).isEqualTo(UnitState.DONE);
        assertThat(counts().get(UNKNOWN)).isZero();
        assertThat(progress().unitsDone()).isEqualTo(1);

        Epoch again = scan.lease(0);
        assertThat(apply(scan.result(0, again, AddressSet.of(AddressRange.of(sick)), WEB)).effect())
                .isEqualTo(Effect.DONE);
        assertThat(counts().get(OPEN)).isEqualTo(size() + scan.plan().unit(2).addresses().size());
    }

    @Test
    void contradictionsOfThePlanAreRefused() {
        Epoch epoch = scan.lease(0);
        UnitResult whole = scan.result(0, epoch, WEB).build();

        assertRefused(whole.toBuilder().setProtocolValue(2));
        assertRefused(whole.toBuilder().setProtocolValue(0));
        assertRefused(whole.toBuilder().setMethodValue(3));
        assertRefused(whole.toBuilder().setMethodValue(99));
        UnitResult.Builder noSuchUnit = whole.toBuilder();
        noSuchUnit.getLeaseBuilder().setUnit(-1);
        assertRefused(noSuchUnit);
        UnitResult.Builder runs = whole.toBuilder();
        runs.getHostsBuilder(0).setRuns(ByteString.copyFrom(new byte[] {1, 2, 3}));
        assertRefused(runs);
        UnitResult.Builder address = whole.toBuilder();
        address.getHostsBuilder(0).setAddress(TestScan.bytes(Address.parse("192.0.2.1")));
        assertRefused(address);
        UnitResult.Builder bytes = whole.toBuilder();
        bytes.getHostsBuilder(0).setAddress(ByteString.copyFromUtf8("no"));
        assertRefused(bytes);
        UnitResult.Builder many = whole.toBuilder();
        many.getHostsBuilder(0).setCount(Integer.MAX_VALUE);
        assertRefused(many);
        many.getHostsBuilder(0).setCount(-5);
        assertRefused(many);
        assertRefused(whole.toBuilder().addHosts(whole.getHosts(0)));
        assertRefused(whole.toBuilder()
                .addOpen(OpenPort.newBuilder()
                        .setAddress(whole.getHosts(0).getAddress())
                        .setPort(81)));
        assertRefused(whole.toBuilder().clearHosts().clearOpen().setPartial(true));
        assertThat(runs(0)).isEmpty();
        assertThat(counts()).isEmpty();
    }

    private void assertRefused(UnitResult.Builder result) {
        IngestAnswer answer = apply(result);
        assertThat(answer.verdict()).isEqualTo(Verdict.VERDICT_REFUSED);
        assertThat(answer.detail()).isNotEmpty();
    }

    @Test
    void ageIsTakenFromReceiptAndNeverReachesBeforeTheScan() {
        Epoch epoch = scan.lease(0);
        UnitResult.Builder result = scan.result(0, epoch, hosts(0, 2), (a, p) -> a.equals(hosts(0, 1).at(0)) ? FILTERED : CLOSED)
                .setPartial(true);
        result.getHostsBuilder(0).setAgeMs(500);
        result.getHostsBuilder(1).setAgeMs(-1);
        long received = System.currentTimeMillis() + 10_000;

        ingest.apply(AGENT, scan.segmentId(), result.build(), received).join();

        assertThat(runs(0)).first().extracting(RunRow::observedMs).isEqualTo(received - 500);
        assertThat(runs(0).get(1).observedMs()).isBetween(received - 20_000, received - 9_000);
    }

    @Test
    void qualityBeyondMeasureIsCutDownAndWhatIsNotKnownIsDropped() {
        UnitQuality claimed = UnitQuality.newBuilder()
                .setSent(-1)
                .setLossPpm(-1)
                .setMisses(MissEvidence.newBuilder()
                        .setMissedMicros(Long.MIN_VALUE)
                        .addAllOpenAtRisk(Collections.nCopies(100_000, -1L)))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(4_000, UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[100_000]))
                                .build())
                        .build())
                .build();
        assertThat(apply(scan.result(0, scan.lease(0), WEB).setQuality(claimed)).effect()).isEqualTo(Effect.DONE);
        assertThat(apply(scan.result(1, scan.lease(1), WEB).setQuality(claimed)).effect()).isEqualTo(Effect.DONE);

        UnitQuality sum = Quality.parse(progress().quality());
        assertThat(sum.getSent()).isPositive();
        assertThat(sum.getLossPpm()).isEqualTo(1_000_000);
        assertThat(sum.getMisses().getOpenAtRiskCount()).isEqualTo(32);
        assertThat(sum.getMisses().getMissedMicros()).isPositive();
    }

    @Test
    void evidenceOfMissesAddsUp() {
        MissEvidence one = MissEvidence.newBuilder()
                .setSilentPorts(5)
                .setAnswersBeforeLast(100)
                .setAnswersAfterFirst(7)
                .addAllOpenAtRisk(List.of(0L, 3L))
                .setMissedMicros(11)
                .build();
        MissEvidence other = one.toBuilder().addOpenAtRisk(4).build();
        apply(scan.result(0, scan.lease(0), WEB).setQuality(UnitQuality.newBuilder().setMisses(one)));
        apply(scan.result(1, scan.lease(1), WEB).setQuality(UnitQuality.newBuilder().setMisses(other)));

        MissEvidence sum = Quality.parse(progress().quality()).getMisses();
        assertThat(sum.getSilentPorts()).isEqualTo(10);
        assertThat(sum.getAnswersBeforeLast()).isEqualTo(200);
        assertThat(sum.getAnswersAfterFirst()).isEqualTo(14);
        assertThat(sum.getOpenAtRiskList()).containsExactly(0L, 6L, 4L);
        assertThat(sum.getMissedMicros()).isEqualTo(22);
    }

    private List<Remark> remarks(long unit) {
        List<Remark> remarks = new ArrayList<>();
        store.<List<byte[]>>read(t -> t.remarks().of(scan.key(unit))).forEach(encoded -> remarks.add(parsed(encoded)));
        return remarks;
    }

    private static Remark parsed(byte[] encoded) {
        try {
            return Remark.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Remark.Builder tarpit(Address address) {
        return Remark.newBuilder()
                .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                .setAddress(TestScan.bytes(address))
                .setProbedPorts(128)
                .setOpenPorts(127)
                .setControlPorts(8)
                .addAllOpenControlPorts(List.of(50_001, 50_002, 50_003, 50_004, 50_005));
    }

    @Test
    void remarksOfTheAgentAreKeptWithTheResult() {
        Address host = scan.plan().unit(0).addresses().at(1);
        UnitResult.Builder result = scan.result(0, scan.lease(0), WEB).addRemarks(tarpit(host));

        assertThat(apply(result).effect()).isEqualTo(Effect.DONE);
        assertThat(apply(result)).isEqualTo(IngestAnswer.alreadyApplied());

        assertThat(remarks(0)).containsExactly(tarpit(host).setCount(1).build());
    }

    @Test
    void remarksThatCannotBeAreRefusedOrCutDown() {
        Address host = scan.plan().unit(0).addresses().at(0);
        Epoch epoch = scan.lease(0);
        assertRefused(scan.result(0, epoch, WEB).addRemarks(tarpit(Address.parse("192.0.2.1"))));
        assertRefused(scan.result(0, epoch, WEB).addRemarks(tarpit(host).setCount(70_000)));
        assertRefused(scan.result(0, epoch, WEB).addRemarks(tarpit(host).setAddress(ByteString.EMPTY)));
        assertRefused(scan.result(0, epoch, WEB).addAllRemarks(Collections.nCopies(4_097, tarpit(host).build())));

        Remark.Builder huge = tarpit(host)
                .setProbedPorts(-1)
                .addAllOpenControlPorts(Collections.nCopies(100_000, -1))
                .addAllOpenControlPorts(Collections.nCopies(100_000, 7));
        Remark.Builder notTheirs = tarpit(host).setKind(RemarkKind.REMARK_KIND_UNTRUSTED);
        assertThat(apply(scan.result(0, epoch, WEB).addRemarks(huge).addRemarks(notTheirs).addRemarks(huge))
                        .effect())
                .isEqualTo(Effect.DONE);
        assertThat(remarks(0)).hasSize(1);
        assertThat(remarks(0).getFirst().getProbedPorts()).isEqualTo(65_536);
        assertThat(remarks(0).getFirst().getOpenControlPortsCount()).isEqualTo(16);
    }

    @Test
    void hostsThatWereSuspendedAreRemarked() {
        Outcome suspended = Outcome.of(PortState.NOT_PROBED, Reason.SUSPENDED);
        Address gone = scan.plan().unit(0).addresses().at(2);
        apply(scan.result(0, scan.lease(0), (a, p) -> a.equals(gone) && p > 100 ? suspended : CLOSED));

        assertThat(remarks(0))
                .containsExactly(Remark.newBuilder()
                        .setKind(RemarkKind.REMARK_KIND_SUSPENDED)
                        .setAddress(TestScan.bytes(gone))
                        .setCount(1)
                        .setPorts(28)
                        .build());
    }

    @Test
    void silencesThatStayUntrustedAreRemarkedWithTheReason() {
        UnitQuality dropped = untrusted().toBuilder()
                .setUntrustedReasonValue(Reason.LOCAL_DROPS.number())
                .build();
        TestScan.Network half = (address, port) -> port % 2 == 0 ? FILTERED : CLOSED;
        apply(scan.result(0, scan.lease(0), half).setQuality(dropped));
        assertThat(remarks(0)).as("it is run again first").isEmpty();

        Epoch second = scan.lease(0);
        apply(scan.result(0, second, hosts(0, 2), half).setPartial(true).setQuality(dropped));
        apply(scan.result(0, second, hosts(2, size()), half).setQuality(UnitQuality.newBuilder().setSent(3)));

        AddressSet addresses = scan.plan().unit(0).addresses();
        assertThat(remarks(0))
                .containsExactly(Remark.newBuilder()
                        .setKind(RemarkKind.REMARK_KIND_UNTRUSTED)
                        .setAddress(TestScan.bytes(addresses.at(0)))
                        .setCount(2)
                        .setPorts(2L * scan.plan().unit(0).ports().size() / 2)
                        .setReasonValue(Reason.LOCAL_DROPS.number())
                        .build());
        UnitQuality kept = Quality.parse(
                store.read(t -> t.units().status(scan.key(0))).orElseThrow().quality());
        assertThat(kept.getUntrusted()).as("the mark of an earlier part stays").isTrue();
        assertThat(kept.getSent()).isEqualTo(3);
    }

    @Test
    void remarksGoWithTheirScan() {
        apply(scan.result(0, scan.lease(0), WEB).addRemarks(tarpit(hosts(0, 1).at(0))));

        store.write(Lane.BULK, t -> t.scans().deleteSome(scan.id(), 100_000)).join();

        assertThat(remarks(0)).isEmpty();
    }
}
