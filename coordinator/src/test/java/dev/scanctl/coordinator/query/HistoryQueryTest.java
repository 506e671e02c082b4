package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
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
                        "local 10.0.0.1:80 open 100-200 x2",
                        "local 10.0.0.1:80 closed 300-300 x1",
                        "local 10.0.0.1:80 open 400-400 x1");
    }

    @Test
    void unknownAndAnotherReasonDoNotBreakAStretch() {
        scanned("local", 100, OPEN);
        scanned("local", 200, FILTERED);
        scanned("local", 300, UNKNOWN);
        scanned("local", 400, Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH));

        assertThat(scene.history("10.0.0.1", false))
                .containsExactly("local 10.0.0.1:80 open 100-100 x1", "local 10.0.0.1:80 filtered 200-400 x2");
    }

    @Test
    void portsThatWereNeverOpenComeOnlyWhenAskedFor() {
        scanned("local", 100, OPEN);

        assertThat(scene.history("10.0.0.0/24", false)).containsExactly("local 10.0.0.1:80 open 100-100 x1");
        assertThat(scene.history("10.0.0.0/24", true))
                .containsExactly("local 10.0.0.1:80 open 100-100 x1", "local 10.0.0.1:81 closed 100-100 x1");
        assertThat(scene.history("192.0.2.1", true)).isEmpty();
    }

    @Test
    void segmentsHaveHistoriesOfTheirOwn() {
        scanned("corp", 100, OPEN);
        scanned("dmz", 200, OPEN);
        scanned("dmz", 300, CLOSED);

        assertThat(scene.history("10.0.0.1:80", false))
                .containsExactly(
                        "corp 10.0.0.1:80 open 100-100 x1",
                        "dmz 10.0.0.1:80 open 200-200 x1",
                        "dmz 10.0.0.1:80 closed 300-300 x1");
    }

    @Test
    void malformedTargetIsRefused() {
        assertThatThrownBy(() -> scene.history("10.0.0.1:http:x", false)).isInstanceOf(BadInput.class);
    }
}
