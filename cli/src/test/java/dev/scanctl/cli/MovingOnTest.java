package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.scanctl.proto.v1.DeleteScanResponse;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListAgentsResponse;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.WatchScanRequest;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that serves the local socket ends in the midst of a command, and another one takes its place. */
class MovingOnTest extends CommandTest {
    private static final Scan SCAN = Samples.scan(ScanState.SCAN_STATE_COMPLETED);

    /** The process asked ends; the one asked after it answers. */
    private void secondAnswers(Class<? extends Message> request, Object... stream) {
        cli.service.answer(request, Status.UNAVAILABLE).answer(request, stream);
    }

    private static ResultsPage page(String address) {
        return ResultsPage.newBuilder().addObservations(Samples.open(address, 22, "ssh")).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"results", "history 10.0.0.1", "scans", "show 12", "agents", "edit 12 --rate 5", "pause 12",
        "cancel 12"})
    void theNextProcessIsAsked(String line) {
        secondAnswers(ListResultsRequest.class, page("10.0.0.1"));
        secondAnswers(ListHistoryRequest.class, HistoryPage.getDefaultInstance());
        secondAnswers(ListScansRequest.class, ListScansResponse.getDefaultInstance());
        secondAnswers(GetScanRequest.class, ScanDetail.newBuilder().setScan(SCAN).build());
        secondAnswers(ListAgentsRequest.class, ListAgentsResponse.getDefaultInstance());
        secondAnswers(EditScanRequest.class, SCAN);
        secondAnswers(ScanActionRequest.class, SCAN);

        Commands.Result result = cli.run((line + " --local").split(" "));

        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void aRemoteCoordinatorHasNoSuccessor() {
        secondAnswers(ListAgentsRequest.class, ListAgentsResponse.getDefaultInstance());

        assertThat(cli.run("agents").code()).isEqualTo(7);
    }

    @Test
    void anEditIsRepeatedUnderTheSameRequestAndByNumber() {
        cli.service.answer(GetScanRequest.class, ScanDetail.newBuilder().setScan(SCAN).build());
        cli.service.answer(EditScanRequest.class, Status.UNAVAILABLE);
        cli.service.answer(EditScanRequest.class, Status.UNAVAILABLE);
        cli.service.answer(EditScanRequest.class, SCAN);

        assertThat(cli.run("edit", "weekly", "--name", "daily", "--local").code()).isZero();

        assertThat(cli.service.everyAsked(EditScanRequest.class))
                .hasSize(3)
                .allMatch(edit -> edit.getScan().equals("12"))
                .extracting(EditScanRequest::getRequestId)
                .containsOnly(cli.service.asked(EditScanRequest.class).getRequestId());
    }

    @Test
    void aDeletionThatWasDoneButNotAnsweredIsDone() {
        cli.service.answer(GetScanRequest.class, ScanDetail.newBuilder().setScan(SCAN).build());
        cli.service.answer(ScanActionRequest.class, Status.UNAVAILABLE);
        cli.service.answer(ScanActionRequest.class, Status.NOT_FOUND);

        Commands.Result result = cli.run("delete", "weekly", "--yes", "--local");

        assertThat(result.err()).isEqualTo("Scan 12 is deleted.\n");
        assertThat(result.code()).isZero();
        assertThat(cli.service.everyAsked(ScanActionRequest.class)).allMatch(delete -> delete.getScan().equals("12"));
    }

    @Test
    void aRetriedScanIsWatchedThoughTheSecondProcessHadNothingToPutBack() {
        secondAnswers(ScanActionRequest.class, RetryScanResponse.newBuilder()
                .setScan(Samples.scan(ScanState.SCAN_STATE_RUNNING))
                .build());
        cli.service.answer(WatchScanRequest.class, Samples.ended(ScanState.SCAN_STATE_CANCELLED));
        cli.service.answer(ListResultsRequest.class);

        assertThat(cli.run("retry", "12", "--local").code()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "jsonl", "csv"})
    void rowsThatWereShownAreNotShownAgain(String format) {
        cli.service.answer(ListResultsRequest.class, page("10.0.0.1"), Status.UNAVAILABLE);
        cli.service.answer(ListResultsRequest.class, page("10.0.0.1"), page("10.0.0.2"));

        Commands.Result result = cli.run("results", "--local", "-o", format);

        assertThat(result.out()).containsOnlyOnce("10.0.0.1").doesNotContain("10.0.0.2");
        assertThat(result.err()).startsWith("scanctl: the list is cut short: cannot reach the coordinator");
        assertThat(result.code()).isEqualTo(7);
    }

    @Test
    void theListAtTheEndOfAWatchIsNotShownTwiceEither() {
        cli.service.answer(GetScanRequest.class, ScanDetail.newBuilder().setScan(SCAN).build());
        cli.service.answer(WatchScanRequest.class, Samples.ended(ScanState.SCAN_STATE_COMPLETED));
        cli.service.answer(ListResultsRequest.class, page("10.0.0.1"), Status.UNAVAILABLE);
        cli.service.answer(ListResultsRequest.class, page("10.0.0.1"), page("10.0.0.2"));

        Commands.Result result = cli.run("watch", "12", "--local");

        assertThat(result.out()).containsOnlyOnce("10.0.0.1");
        assertThat(result.code()).isEqualTo(7);
    }

    @Test
    void aListThatNeverBeganPrintsNoEmptyOne() {
        cli.service.answer(ListScansRequest.class, Status.UNAVAILABLE);

        assertThat(cli.run("scans", "-o", "json").out()).isEmpty();
    }
}
