package dev.scanctl.coordinator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.RandomQueries;
import dev.scanctl.coordinator.filter.Row;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilteredResultsTest {
    private static final TestScan.Network WEB =
            (address, port) -> port == 22 || port == 30 ? TestScan.OPEN : port % 3 == 0 ? TestScan.FILTERED : TestScan.CLOSED;

    private final QueryScene scene = new QueryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static ListResultsRequest.Builder filter(String filter) {
        return QueryScene.latest().setFilter(filter);
    }

    @Test
    void optionsAndFilterSayTheSame() {
        TestScan scan = scene.scan("web", "local", "10.0.0.0", 28, 20, 40);
        scene.report(scan, 100, WEB);

        assertThat(scene.lines(filter("net:10.0.0.4/31 port:22-29 state:open,filtered")))
                .isNotEmpty()
                .isEqualTo(scene.lines(QueryScene.latest()
                        .addTargets(QueryScene.text("10.0.0.4/31"))
                        .setPorts("22-29")
                        .addStates(PortState.PORT_STATE_OPEN)
                        .addStates(PortState.PORT_STATE_FILTERED)));
        assertThat(scene.lines(filter("10.0.0.1"))).isEqualTo(scene.lines(filter("10.0.0.1 state:open,open|filtered")));
        assertThat(scene.lines(filter("scan:web 10.0.0.1"))).isEqualTo(scene.lines(QueryScene.of(scan).setFilter("10.0.0.1")));
    }

    @Test
    void mergedPortsAreSplitWhereTheFilterEnds() {
        TestScan scan = scene.scan("web", "local", "10.0.0.0", 31, 31, 32);
        scene.report(scan, 100, (address, port) -> TestScan.CLOSED);

        assertThat(scene.lines(filter("state:closed (10.0.0.0 or port:32 10.0.0.1)").setMergePorts(true)))
                .containsExactly("1/local 10.0.0.0:31-32 closed/conn-refused", "1/local 10.0.0.1:32 closed/conn-refused");
    }

    @Test
    void unknownScansAndWordsAreRefused() {
        assertThatThrownBy(() -> scene.lines(filter("scan:nightly"))).isInstanceOf(NoSuchScan.class);
        assertThatThrownBy(() -> scene.lines(filter("prot:22"))).isInstanceOf(BadInput.class);
    }

    @Test
    void explainsWhatTheStoreLooksUp() {
        scene.scan("web", "local", "10.0.0.0", 31, 31, 32);

        var explanation = Explanation.of(filter("10.0.0.0/8 rtt:<5ms").build(), scene.words());

        assertThat(explanation.getUnderstood()).isEqualTo("state:open,open|filtered net:10.0.0.0/8 rtt:<5ms");
        assertThat(explanation.getPartsList().stream().map(part -> part.getLookedUp() + " " + part.getTested()))
                .containsExactly("states false", "addresses false", " true");
    }

    /** What the store looks up and what is tested row by row give together what a test of every row gives. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomFiltersGiveWhatATestOfEveryRowGives(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            TestScan scan = scene.scan("s" + i, i == 2 ? "dmz" : "local", "10.0.0." + 8 * i, 28, 10 + i, 40);
            long noise = random.nextLong();
            scene.report(scan, 1 + random.nextInt(1_000), (address, port) -> outcome(noise, address, port));
        }
        List<Observation> all = scene.observations(QueryScene.latest().setAllStates(true));
        List<Observation> named = scene.observations(
                QueryScene.latest().setAllStates(true).addScans("1").addScans("2").addScans("3"));
        for (int i = 0; i < 150; i++) {
            String filter = RandomQueries.next(random).replaceAll("label:[^ )]*( words\",pci)?", "port:20-");
            ListResultsRequest.Builder request = filter(filter + " state:all").setMergePorts(random.nextBoolean());
            // A filter that names scans chooses what is laid over each other, too.
            if (filter.contains("scan:") || random.nextInt(4) == 0) {
                compare(seed, request.addScans("1").addScans("2").addScans("3"), named);
            } else {
                compare(seed, request, all);
            }
        }
    }

    private void compare(long seed, ListResultsRequest.Builder request, List<Observation> rows) {
        Query query = Asked.of(request.build(), scene.words().now(request.getScansList()));
        List<String> expected =
                rows.stream().filter(row -> query.accepts(row(row))).map(QueryScene::line).toList();
        List<String> found = new ArrayList<>();
        for (Observation seen : scene.observations(request)) {
            for (int port = seen.getFirstPort(); port <= seen.getLastPort(); port++) {
                found.add(QueryScene.line(seen.toBuilder().setFirstPort(port).setLastPort(port).build()));
            }
        }
        assertThat(found).as("seed %d: %s", seed, query).isEqualTo(expected);
    }

    private static Row row(Observation seen) {
        return new Row(
                seen.getSegment(),
                seen.getScanId(),
                Address.of(seen.getAddress().toByteArray()),
                Protocol.of(seen.getProtocolValue()),
                seen.getFirstPort(),
                Outcome.ofCode(seen.getReasonValue() * 8 + seen.getStateValue()),
                seen.getMethodValue() == 0 ? null : Method.of(seen.getMethodValue()),
                seen.getObservedMs(),
                seen.getRttMicros());
    }

    private static Outcome outcome(long noise, Address address, int port) {
        return switch (Math.floorMod(new Random(noise ^ address.low() << 20 ^ port / 3).nextInt() >> 8, 6)) {
            case 0 -> TestScan.OPEN;
            case 1 -> TestScan.UNKNOWN;
            case 2 -> TestScan.FILTERED;
            default -> TestScan.CLOSED;
        };
    }
}
