package dev.scanctl.coordinator.query.host;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.query.QueryScene;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryQueryTest {
    private final QueryScene scene = new QueryScene();
    private int scans;

    @AfterEach
    void close() {
        scene.close();
    }

    /** Ports 80 and 81 of one host; 81 is always closed. */
    private void scanned(String segment, long afterMs, Outcome web) {
        TestScan scan = scene.scan("scan" + scans++, segment, "10.0.0.1", 32, 80, 81);
        scene.report(scan, afterMs, (address, port) -> port == 80 ? web : CLOSED);
    }

    @Test
    void stretchesBreakWhereTheStateChangesInTheOrderOfObservation() {
        scanned("local", 300, CLOSED);
        scanned("local", 100, OPEN);
        scanned("local", 200, OPEN);
        scanned("local", 400, OPEN);

        assertThat(scene.history("10.0.0.1:80", false))
                .containsExactly(
                        "local 10.0.0.1:80 open 100-200",
                        "local 10.0.0.1:80 closed 300-300 after 200",
                        "local 10.0.0.1:80 open 400-400 after 300");
    }

    @Test
    void unknownAndAnotherReasonDoNotBreakAStretch() {
        scanned("local", 100, OPEN);
        scanned("local", 200, FILTERED);
        scanned("local", 300, UNKNOWN);
        scanned("local", 400, Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH));

        assertThat(scene.history("10.0.0.1", false))
                .containsExactly("local 10.0.0.1:80 open 100-100", "local 10.0.0.1:80 filtered 200-400 after 100");
    }

    @Test
    void portsThatWereNeverOpenComeOnlyWhenAskedFor() {
        scanned("local", 100, OPEN);

        assertThat(scene.history("10.0.0.0/24", false)).containsExactly("local 10.0.0.1:80 open 100-100");
        assertThat(scene.history("10.0.0.0/24", true))
                .containsExactly("local 10.0.0.1:80 open 100-100", "local 10.0.0.1:81 closed 100-100");
        assertThat(scene.history("192.0.2.1", true)).isEmpty();
    }

    @Test
    void segmentsHaveHistoriesOfTheirOwn() {
        scanned("corp", 100, OPEN);
        scanned("dmz", 200, OPEN);
        scanned("dmz", 300, CLOSED);

        assertThat(scene.history("10.0.0.1:80", false))
                .containsExactly(
                        "corp 10.0.0.1:80 open 100-100",
                        "dmz 10.0.0.1:80 open 200-200",
                        "dmz 10.0.0.1:80 closed 300-300 after 200");
    }

    private void asked(Method method, long afterMs, Outcome web) {
        TestScan scan = scene.scan("scan" + scans++, "local", "10.0.0.1", 32, 80, 80);
        scene.report(scan, 0, afterMs, method, (address, port) -> web);
    }

    @Test
    void whatAnotherMethodSeesOnTheWayIsNoChangeAndNeverSaidTwice() {
        asked(Method.METHOD_CONNECT, 100, FILTERED);
        asked(Method.METHOD_SYN, 200, CLOSED);
        asked(Method.METHOD_CONNECT, 300, FILTERED);
        asked(Method.METHOD_SYN, 400, CLOSED);

        assertThat(scene.history("10.0.0.1:80", true))
                .containsExactly(
                        "local 10.0.0.1:80 filtered 100-100",
                        "local 10.0.0.1:80 closed 200-400 after 100 by method");
    }

    @Test
    void answersOfTheTargetAreComparedOverMethods() {
        asked(Method.METHOD_CONNECT, 100, OPEN);
        asked(Method.METHOD_SYN, 200, OPEN);
        asked(Method.METHOD_SYN, 300, CLOSED);

        assertThat(scene.history("10.0.0.1:80", false))
                .containsExactly("local 10.0.0.1:80 open 100-200", "local 10.0.0.1:80 closed 300-300 after 200");
    }

    @Test
    void asOfATimeOnlyWhatHeldThenIsTold() {
        scanned("local", 100, OPEN);
        scanned("local", 200, CLOSED);
        scanned("local", 300, OPEN);
        scanned("local", 400, OPEN);

        assertThat(asOf(99)).isEmpty();
        assertThat(asOf(199)).containsExactly("local 10.0.0.1:80 open 100-100");
        assertThat(asOf(200)).containsExactly("local 10.0.0.1:80 closed 200-200 after 100");
        assertThat(asOf(1_000)).containsExactly("local 10.0.0.1:80 open 300-400 after 200");
    }

    private List<String> asOf(long afterMs) {
        return scene.history(ListHistoryRequest.newBuilder()
                .setTarget("10.0.0.1")
                .setAsOfMs(QueryScene.START + afterMs));
    }

    @Test
    void hostsOfARangeComeInOrderHoweverManyShareARow() {
        TestScan scan = scene.scan("range", "local", "10.0.0.0", 22, 80, 80);
        scene.report(scan, 100, (address, port) -> address.low() % 256 == 9 ? CLOSED : OPEN);

        List<String> told = scene.history("10.0.0.200-10.0.2.20", true);

        assertThat(told).hasSize(56 + 256 + 21).startsWith("local 10.0.0.200:80 open 100-100");
        assertThat(told.get(56 + 9)).isEqualTo("local 10.0.1.9:80 closed 100-100");
        assertThat(told).endsWith("local 10.0.2.20:80 open 100-100");
    }

    @Test
    void malformedTargetIsRefused() {
        assertThatThrownBy(() -> scene.history("10.0.0.1:http:x", false)).isInstanceOf(BadInput.class);
    }
}
