package dev.scanctl.coordinator.scan;

import static dev.scanctl.proto.v1.ScanState.SCAN_STATE_CANCELLED;
import static dev.scanctl.proto.v1.ScanState.SCAN_STATE_COMPLETED;
import static dev.scanctl.proto.v1.ScanState.SCAN_STATE_COMPLETED_WITH_GAPS;
import static dev.scanctl.proto.v1.ScanState.SCAN_STATE_PAUSED;
import static dev.scanctl.proto.v1.ScanState.SCAN_STATE_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.proto.v1.ScanState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerbTest {

    @ParameterizedTest
    @CsvSource({
        "PAUSE, RUNNING", "RESUME, PAUSED", "CANCEL, RUNNING", "CANCEL, PAUSED", "EDIT, RUNNING", "EDIT, PAUSED",
        "RETRY, RUNNING", "RETRY, PAUSED", "RETRY, COMPLETED_WITH_GAPS",
        "DELETE, COMPLETED", "DELETE, COMPLETED_WITH_GAPS", "DELETE, CANCELLED"
    })
    void allowedVerbsAreNotRefused(Verb verb, String state) {
        assertThatCode(() -> verb.require("scan 1", ScanState.valueOf("SCAN_STATE_" + state)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusalSaysTheStateAndWhatCanBeDone() {
        refused(Verb.PAUSE, SCAN_STATE_COMPLETED,
                "scan 1 is completed and cannot be paused; submit with --like repeats it, delete removes it");
        refused(Verb.RESUME, SCAN_STATE_CANCELLED,
                "scan 1 is cancelled and cannot be resumed; submit with --like repeats it, delete removes it");
        refused(Verb.RETRY, SCAN_STATE_COMPLETED, "scan 1 is completed and cannot be retried; it has no gaps to fill");
        refused(Verb.DELETE, SCAN_STATE_RUNNING, "scan 1 is running and cannot be deleted; cancel it first");
        refused(Verb.DELETE, SCAN_STATE_PAUSED, "scan 1 is paused and cannot be deleted; cancel it first");
        refused(Verb.CANCEL, SCAN_STATE_COMPLETED_WITH_GAPS,
                "scan 1 is completed with gaps and cannot be cancelled; retry fills its gaps, submit with --like repeats"
                        + " it, delete removes it");
    }

    private static void refused(Verb verb, ScanState state, String sentence) {
        assertThatThrownBy(() -> verb.require("scan 1", state))
                .isInstanceOf(ScanRefused.class)
                .hasMessage(sentence)
                .extracting(e -> ((ScanRefused) e).why())
                .isEqualTo(ScanRefused.Cause.NOT_NOW);
    }

    @Test
    void whatIsAlreadySoNeedsNoDoing() {
        assertThat(Verb.PAUSE.alreadyDone(SCAN_STATE_PAUSED)).isTrue();
        assertThat(Verb.RESUME.alreadyDone(SCAN_STATE_RUNNING)).isTrue();
        assertThat(Verb.CANCEL.alreadyDone(SCAN_STATE_CANCELLED)).isTrue();
        assertThat(Verb.RETRY.alreadyDone(SCAN_STATE_RUNNING)).isFalse();
    }
}
