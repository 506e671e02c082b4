package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data in a file is there as a whole or not at all. */
final class OutputFileTest extends CommandTest {

    private void results(Object... pages) {
        cli.service
                .answer(ListResultsRequest.class, pages)
                .answer(GetScanRequest.class, ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED)).build());
    }

    private static ResultsPage page() {
        return ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")).build();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "wide", "json", "jsonl", "csv", "xml"})
    void everyFormatGoesToAFile(String format) throws IOException {
        results(page());
        Path file = home.resolve("out");

        Commands.Result result = cli.run("results", "12", "-o", format, "--output-file", file.toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(Files.readString(file)).contains("10.0.0.1").endsWith("\n");
        assertThat(files()).containsExactly("out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "jsonl", "csv", "xml"})
    void aListThatIsCutShortLeavesWhatWasThere(String format) throws IOException {
        results(page(), Status.UNAVAILABLE.withDescription("gone"));
        Path file = home.resolve("out");
        Files.writeString(file, "before");

        assertThat(cli.run("results", "12", "-o", format, "--output-file", file.toString()).code()).isEqualTo(7);

        assertThat(Files.readString(file)).isEqualTo("before");
        assertThat(files()).containsExactly("out");
    }

    @Test
    void aFileThatIsThereIsReplacedAsAWholeAndKeepsItsRights() throws IOException {
        results(page());
        Path file = home.resolve("out");
        Files.writeString(file, "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(home.resolve("link"), file);

        assertThat(cli.run("results", "12", "-o", "csv", "--output-file", link.toString()).code()).isZero();

        assertThat(Files.readString(file)).startsWith("segment,");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/place", "."})
    void whatCannotBeWrittenIsOneSentence(String place) {
        results(page());

        Commands.Result result = cli.run("results", "12", "--output-file", home.resolve(place).toString());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1).allMatch(line -> line.startsWith("scanctl: "));
    }

    @Test
    void whatIsNoFileIsWrittenAsItIs() {
        results(page());

        assertThat(cli.run("results", "12", "--output-file", "/dev/null").code()).isZero();
        assertThat(Path.of("/dev/null")).exists();
    }

    @Test
    void aRepeatedListHasNoFile() {
        assertThat(cli.run("results", "--watch", "--output-file", home.resolve("out").toString()).code()).isEqualTo(2);
    }
}
