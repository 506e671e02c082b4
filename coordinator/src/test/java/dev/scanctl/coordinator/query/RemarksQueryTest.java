package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.ingest.TestScan.AGENT;
import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.query.QueryScene.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results say beside the states: how often a silent port was asked, and what is to be thought of a host. */
class RemarksQueryTest {
    private static final Address TARPIT = Address.parse("10.0.0.1");

    private final QueryScene scene = new QueryScene();
    private final TestScan scan = scene.scan("web", "local", "10.0.0.0", 30, 79, 82);

    @AfterEach
    void close() {
        scene.close();
    }

    private void apply(UnitResult.Builder result) {
        scene.ingest.apply(AGENT, scan.segmentId(), result.build(), QueryScene.START + 5).join();
    }

    private List<Observation> all() {
        return scene.observations(of(scan).setAllStates(true));
    }

    private List<RemarkCount> remarks(ListResultsRequest.Builder request) {
        return scene.pages(request.build()).getLast().getRemarksList();
    }

    private static Remark tarpit(Address address) {
        return Remark.newBuilder()
                .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                .setAddress(TestScan.bytes(address))
                .setCount(1)
                .setProbedPorts(4)
                .setOpenPorts(4)
                .build();
    }

    @Test
    void openPortsOfAHostThatAnswersForEveryPortAreFlaggedAndThoseOfOthersAreNot() {
        apply(scan.result(0, scan.lease(0), (a, p) -> a.equals(TARPIT) || p == 80 ? OPEN : CLOSED)
                .addRemarks(tarpit(TARPIT)));

        assertThat(scene.observations(of(scan))).hasSize(7).allSatisfy(seen -> {
            boolean flagged = seen.getRemarksList().contains(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING);
            assertThat(flagged).isEqualTo(seen.getAddress().equals(TestScan.bytes(TARPIT)));
        });
        assertThat(remarks(of(scan)))
                .containsExactly(RemarkCount.newBuilder()
                        .setSegment("local")
                        .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                        .setHosts(1)
                        .setUnits(1)
                        .addExamples(tarpit(TARPIT))
                        .build());
        assertThat(remarks(QueryScene.latest())).as("of all scans ever it would be too much").isEmpty();
    }

    @Test
    void silentPortsTellHowOftenTheyWereAsked() {
        apply(scan.result(0, scan.lease(0), (a, p) -> p == 79 ? OPEN : FILTERED)
                .setQuality(UnitQuality.newBuilder().setMinSilentAttempts(3)));

        assertThat(all()).allSatisfy(seen -> assertThat(seen.getSilentAttempts())
                .isEqualTo(seen.getReason() == Reason.REASON_NO_RESPONSE ? 3 : 0));
    }

    @Test
    void silencesOfAUnitThatStayedUntrustedAreFlagged() {
        UnitQuality untrusted = UnitQuality.newBuilder()
                .setUntrusted(true)
                .setUntrustedReason(Reason.REASON_LOCAL_DROPS)
                .build();
        TestScan.Network silentBut79 = (a, p) -> p == 79 ? CLOSED : FILTERED;
        apply(scan.result(0, scan.lease(0), silentBut79).setQuality(untrusted));
        apply(scan.result(0, scan.lease(0), silentBut79).setQuality(untrusted));

        assertThat(all()).isNotEmpty().allSatisfy(seen -> assertThat(seen.getRemarksList())
                .isEqualTo(seen.getReason() == Reason.REASON_NO_RESPONSE
                        ? List.of(RemarkKind.REMARK_KIND_UNTRUSTED)
                        : List.of()));
        RemarkCount count = remarks(of(scan)).getFirst();
        assertThat(count.getUnits()).isEqualTo(1);
        assertThat(count.getHosts()).isEqualTo(4);
        assertThat(count.getPorts()).isEqualTo(12);
        assertThat(count.getExamples(0).getReason()).isEqualTo(Reason.REASON_LOCAL_DROPS);
    }

    @Test
    void hostsAreCountedOnceOverTheirUnitsAndExamplesAreFew() {
        TestScan large = scene.scan("large", "local", "10.1.0.0", 24, 1, 2_000);
        for (long unit = 0; unit < large.plan().unitCount(); unit++) {
            UnitResult.Builder result = large.result(unit, large.lease(unit), (a, p) -> OPEN);
            for (int i = 0; i < large.plan().unit(unit).addresses().size(); i++) {
                result.addRemarks(tarpit(large.plan().unit(unit).addresses().at(i)));
            }
            scene.ingest.apply(AGENT, large.segmentId(), result.build(), QueryScene.START).join();
        }

        RemarkCount count = remarks(of(large).setLimit(1)).getFirst();
        assertThat(count.getUnits()).isEqualTo(large.plan().unitCount()).isGreaterThan(1);
        assertThat(count.getHosts()).isEqualTo(256);
        assertThat(count.getExamplesList())
                .extracting(example -> Address.of(example.getAddress().toByteArray()).toString())
                .containsExactly("10.1.0.0", "10.1.0.1", "10.1.0.2");
    }
}
