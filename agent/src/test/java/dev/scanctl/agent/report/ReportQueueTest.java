package dev.scanctl.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.report.ReportQueue.Progress;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportQueueTest {
    private static final int BIG = 1 << 20;
    private static final long SECOND = 1_000_000_000L;
    private static final PortSet PORTS = PortSet.of(new PortRange(1, 100));
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    private final ReportQueue queue = new ReportQueue();

    private static LeaseRef lease(long unit) {
        return LeaseRef.newBuilder().setScanId(1).setUnit(unit).setEpoch(1).build();
    }

    private static OpenFinding finding(String address, int port, long atNanos) {
        return new OpenFinding(Address.parse(address), port, OPEN, 300, 1, atNanos);
    }

    private static UnitOutcome.Host host(String address, int openPort, long atNanos) {
        Runs runs = Runs.of(PORTS, rank -> PORTS.at(rank) == openPort ? OPEN : CLOSED);
        return new UnitOutcome.Host(Address.parse(address), runs, atNanos);
    }

    private static UnitOutcome outcome(List<UnitOutcome.Host> hosts, List<OpenFinding> open) {
        return new UnitOutcome(hosts, open, new UnitOutcome.Quality(10, 9, 1, 1, 0, 3, 200, 2, false, 50, MissEvidence.NONE));
    }

    private static List<ResultPart> parts(LeaseRef lease, UnitOutcome outcome, boolean partial, int maxBytes) {
        ResultPart.Header header = new ResultPart.Header(lease, Method.METHOD_CONNECT, Protocol.PROTOCOL_TCP);
        return ResultParts.of(header, outcome, partial, maxBytes);
    }

    private void addResult(long unit) {
        queue.result(lease(unit), parts(lease(unit), outcome(List.of(host("192.0.2.1", 0, 0)), List.of()), false, BIG));
    }

    private ReportBatch next() {
        return queue.next(BIG, 0).orElseThrow();
    }

    @Test
    void whySilencesAreNotVouchedForTravelsWithEachPart() {
        UnitOutcome.Quality untrusted = new UnitOutcome.Quality(10, 9, 1, 1, 0, 3, 200, 2, true, 50, MissEvidence.NONE);
        List<UnitOutcome.Host> hosts = List.of(host("192.0.2.0", 80, 0), host("192.0.2.1", 80, 5 * SECOND));

        assertThat(parts(lease(1), new UnitOutcome(hosts, List.of(), untrusted), false, 1))
                .hasSize(2)
                .allSatisfy(part -> {
                    assertThat(part.quality().getUntrusted()).isTrue();
                    assertThat(part.quality().getUntrustedReason())
                            .isEqualTo(dev.scanctl.proto.v1.Reason.REASON_LOCAL_DROPS);
                });
    }

    @Test
    void remarksTravelWithTheLastPart() {
        AddressRange two = new AddressRange(Address.parse("192.0.2.0"), Address.parse("192.0.2.1"));
        AddressRange one = AddressRange.of(Address.parse("192.0.2.1"));
        List<Remark> remarks = List.of(
                new Remark.AnswersEverything(two, 100, 99, 8, List.of(50_001, 50_002), 16, 15),
                new Remark.LimitsAnswers(one, 200));
        List<UnitOutcome.Host> hosts = List.of(host("192.0.2.0", 80, 0), host("192.0.2.1", 80, 5 * SECOND));
        UnitOutcome outcome = new UnitOutcome(hosts, List.of(), outcome(List.of(), List.of()).quality(), remarks);

        List<ResultPart> parts = parts(lease(1), outcome, false, 1);

        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().toMessage(0).getRemarksList()).isEmpty();
        assertThat(parts.getLast().toMessage(0).getRemarksList())
                .containsExactly(
                        dev.scanctl.proto.v1.Remark.newBuilder()
                                .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                                .setAddress(ByteString.copyFrom(two.first().toBytes()))
                                .setCount(2)
                                .setProbedPorts(100)
                                .setOpenPorts(99)
                                .setControlPorts(8)
                                .addAllOpenControlPorts(List.of(50_001, 50_002))
                                .setNeighboursAsked(16)
                                .setNeighboursAlike(15)
                                .build(),
                        dev.scanctl.proto.v1.Remark.newBuilder()
                                .setKind(RemarkKind.REMARK_KIND_LIMITS_ANSWERS)
                                .setAddress(ByteString.copyFrom(one.first().toBytes()))
                                .setCount(1)
                                .setAnswersPps(200)
                                .build());
    }

    @Test
    void foundPortsGoBeforeResults() {
        addResult(1);
        queue.found(lease(2), finding("192.0.2.9", 80, 0));

        ReportBatch batch = queue.next(1, 0).orElseThrow();

        assertThat(batch.getFoundCount()).isEqualTo(1);
        assertThat(batch.getResultsCount()).isZero();
        assertThat(next().getResultsCount()).isEqualTo(1);
    }

    @Test
    void agesAreThoseOfTheMomentOfSending() {
        queue.found(lease(2), finding("192.0.2.9", 80, 5 * SECOND));

        ReportBatch batch = queue.next(BIG, 5 * SECOND + 1_234_000_000L).orElseThrow();

        assertThat(batch.getFound(0).getPort().getAgeMs()).isEqualTo(1_234);
    }

    @Test
    void ageOfAResendIsThatOfTheResend() {
        addResult(1);
        assertThat(next().getResults(0).getHosts(0).getAgeMs()).isZero();

        queue.resend();

        ReportBatch again = queue.next(BIG, 7 * SECOND).orElseThrow();
        assertThat(again.getResults(0).getHosts(0).getAgeMs()).isEqualTo(7_000);
    }

    @Test
    void resultIsSentOnceAndKeptUntilItIsAnswered() {
        addResult(1);
        next();

        assertThat(queue.next(BIG, 0)).isEmpty();
        assertThat(queue.unanswered()).isEqualTo(1);
        assertThat(queue.committed(lease(1), false)).isEqualTo(Progress.DONE);
        assertThat(queue.unanswered()).isZero();
    }

    @Test
    void answersToWhatIsNotWaitingChangeNothing() {
        addResult(1);

        assertThat(queue.committed(lease(1), false)).isEqualTo(Progress.NOT_WAITING);
        next();
        assertThat(queue.committed(lease(1), true)).isEqualTo(Progress.NOT_WAITING);
        assertThat(queue.committed(lease(2), false)).isEqualTo(Progress.NOT_WAITING);
        assertThat(queue.unanswered()).isEqualTo(1);
    }

    @Test
    void partsGoOneAfterTheOther() {
        List<UnitOutcome.Host> hosts = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            hosts.add(host("192.0.2." + i, i, 0));
        }
        List<ResultPart> parts = parts(lease(1), outcome(hosts, List.of()), false, 1_000);
        queue.result(lease(1), parts);

        assertThat(parts.size()).isGreaterThan(2);
        for (int i = 0; i < parts.size() - 1; i++) {
            assertThat(queue.next(1_000, 0).orElseThrow().getResults(0).getPartial()).isTrue();
            assertThat(queue.next(1_000, 0)).isEmpty();
            assertThat(queue.committed(lease(1), true)).isEqualTo(Progress.MORE);
        }
        assertThat(queue.next(1_000, 0).orElseThrow().getResults(0).getPartial()).isFalse();
        assertThat(queue.committed(lease(1), false)).isEqualTo(Progress.DONE);
    }

    @Test
    void partsHoldEveryHostAndEveryOpenPortOnceAndCountOnce() {
        List<UnitOutcome.Host> hosts = new ArrayList<>();
        List<OpenFinding> open = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            hosts.add(host("192.0.2." + i, i, 0));
            open.add(finding("192.0.2." + i, i, 0));
        }

        List<UnitResult> sent = parts(lease(1), outcome(hosts, open), false, 1_000).stream()
                .map(part -> part.toMessage(0))
                .toList();

        assertThat(sent).allMatch(result -> result.getSerializedSize() <= 1_200);
        assertThat(sent.stream().mapToInt(UnitResult::getHostsCount).sum()).isEqualTo(100);
        assertThat(sent.stream().mapToInt(UnitResult::getOpenCount).sum()).isEqualTo(100);
        assertThat(sent).allSatisfy(result -> assertThat(result.getOpenCount()).isEqualTo(result.getHostsCount()));
        assertThat(sent.stream().mapToLong(r -> r.getQuality().getSent()).sum()).isEqualTo(10);
        assertThat(sent).allMatch(result -> result.getQuality().getMinSilentAttempts() == 2);
    }

    @Test
    void estimatesAreUpperBounds() {
        List<OpenFinding> open = List.of(finding("2001:db8::1", 65535, -(1L << 50)));
        ResultPart part = parts(lease(-1), outcome(List.of(host("2001:db8::1", 50, -(1L << 50))), open), true, BIG)
                .getFirst();

        assertThat(part.toMessage(0).getSerializedSize()).isLessThanOrEqualTo(part.bytes());
    }

    @Test
    void neighboursAlikeAreOneHostResult() {
        List<UnitOutcome.Host> hosts = List.of(
                host("192.0.2.1", 0, 0),
                host("192.0.2.2", 0, SECOND),
                host("192.0.2.3", 7, SECOND),
                host("192.0.2.4", 0, SECOND),
                host("192.0.2.6", 0, SECOND));

        UnitResult result = parts(lease(1), outcome(hosts, List.of()), false, BIG).getFirst().toMessage(3 * SECOND);

        assertThat(result.getHostsList()).extracting(HostResult::getCount).containsExactly(2, 1, 1, 1);
        assertThat(result.getHosts(0).getAgeMs()).isEqualTo(2_000);
    }

    @Test
    void neighboursAlikeButSeenAtOtherTimesStayApart() {
        List<UnitOutcome.Host> hosts = List.of(
                host("192.0.2.1", 0, 0), host("192.0.2.2", 0, 800_000_000L), host("192.0.2.3", 0, 1_600_000_000L));

        UnitResult result = parts(lease(1), outcome(hosts, List.of()), false, BIG).getFirst().toMessage(0);

        assertThat(result.getHostsList()).extracting(HostResult::getCount).containsExactly(2, 1);
    }

    @Test
    void unsentResultOfALostLeaseIsDroppedAndASentOneWaitsForItsAnswer() {
        addResult(1);
        next();
        addResult(2);

        assertThat(queue.dropUnsent(lease(1))).isFalse();
        assertThat(queue.dropUnsent(lease(2))).isTrue();
        assertThat(queue.unanswered()).isEqualTo(1);
    }

    @Test
    void resultOnceSentIsResentEvenIfItsLeaseIsLost() {
        addResult(1);
        next();
        queue.resend();

        assertThat(queue.dropUnsent(lease(1))).isFalse();
        assertThat(next().getResultsCount()).isEqualTo(1);
    }

    @Test
    void foundPortsAreBounded() {
        for (int i = 0; i < ReportQueue.MAX_FOUND + 5; i++) {
            queue.found(lease(1), finding("192.0.2.1", i % 65_536, 0));
        }

        int sent = 0;
        for (var batch = queue.next(BIG, 0); batch.isPresent(); batch = queue.next(BIG, 0)) {
            assertThat(batch.get().getFoundCount()).isLessThanOrEqualTo(ReportQueue.MAX_FOUND_IN_BATCH);
            sent += batch.get().getFoundCount();
        }
        assertThat(sent).isEqualTo(ReportQueue.MAX_FOUND);
    }

    @Test
    void droppedLeaseAnnouncesNothingMore() {
        queue.found(lease(1), finding("192.0.2.1", 80, 0));

        queue.drop(lease(1));

        assertThat(queue.next(BIG, 0)).isEmpty();
    }

    @Test
    void batchesKeepToTheirSize() {
        for (int unit = 0; unit < 50; unit++) {
            addResult(unit);
        }

        int sent = 0;
        for (var batch = queue.next(1_000, 0); batch.isPresent(); batch = queue.next(1_000, 0)) {
            assertThat(batch.get().getSerializedSize()).isLessThanOrEqualTo(1_000);
            sent += batch.get().getResultsCount();
        }
        assertThat(sent).isEqualTo(50);
    }
}
