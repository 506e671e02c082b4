package dev.scanctl.coordinator.query.diff;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.query.NoSuchScan;
import dev.scanctl.coordinator.query.QueryScene;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.DiffSummary;
import dev.scanctl.proto.v1.Difference;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffQueryTest {
    private final QueryScene scene = new QueryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private record Answer(List<String> lines, String counts, DiffSummary summary) {}

    private Answer diff(DiffRequest.Builder request) {
        List<DiffPage> pages = new ArrayList<>();
        new DiffQuery(scene.store, scene.plans, scene.words()).run(request.build(), pages::add);
        List<String> lines = pages.stream()
                .flatMap(page -> page.getDifferencesList().stream())
                .map(DiffQueryTest::line)
                .toList();
        DiffSummary summary = pages.getLast().getSummary();
        String counts = summary.getCountsList().stream()
                .map(count -> name(count.getKind()) + " " + count.getCount())
                .collect(Collectors.joining(", "));
        return new Answer(lines, counts, summary);
    }

    private static String name(ChangeKind kind) {
        return kind.name().substring("CHANGE_KIND_".length()).toLowerCase(Locale.ROOT);
    }

    private static String line(Difference d) {
        String ports = d.getProtocolValue() == 0
                ? ""
                : ":" + d.getFirstPort() + (d.getLastPort() > d.getFirstPort() ? "-" + d.getLastPort() : "");
        return name(d.getKind()) + " " + d.getSegment() + (d.getAgainst().isEmpty() ? "" : ">" + d.getAgainst()) + " "
                + Address.of(d.getAddress().toByteArray()) + ports;
    }

    private static DiffRequest.Builder scans(TestScan one, TestScan other) {
        return DiffRequest.newBuilder().setBeforeScan("" + one.id()).setAfterScan("" + other.id()).setMergePorts(true);
    }

    @Test
    void changesAreToldApartFromWhatIsUnchangedAndWhatCannotBeCompared() {
        TestScan before = scene.scan("before", "local", "10.0.0.0", 31, 80, 86);
        TestScan after = scene.scan("after", "local", "10.0.0.0", 31, 82, 90);
        scene.report(before, 100, (address, port) -> port == 82 ? OPEN : port == 86 ? UNKNOWN : CLOSED);
        scene.report(after, 200, (address, port) -> port == 84 ? OPEN : port == 85 ? FILTERED : CLOSED);

        Answer answer = diff(scans(before, after).setFilter("10.0.0.1").setAll(true));

        assertThat(answer.lines)
                .containsExactly(
                        "not_comparable local 10.0.0.1:80-81",
                        "closed local 10.0.0.1:82",
                        "opened local 10.0.0.1:84",
                        "filtered local 10.0.0.1:85",
                        "not_comparable local 10.0.0.1:86",
                        "not_comparable local 10.0.0.1:87-90");
        assertThat(answer.counts).isEqualTo("opened 1, closed 1, filtered 1, not_comparable 7, unchanged 1");
        assertThat(answer.summary.getComparable()).isEqualTo(4);
        assertThat(diff(scans(before, after)).lines).hasSize(6);
    }

    @Test
    void aFilterHoldsForEitherSide() {
        TestScan before = scene.scan("before", "local", "10.0.0.0", 32, 80, 83);
        TestScan after = scene.scan("after", "local", "10.0.0.0", 32, 80, 83);
        scene.report(before, 100, (address, port) -> port == 80 ? OPEN : CLOSED);
        scene.report(after, 200, (address, port) -> port == 81 ? OPEN : FILTERED);

        Answer answer = diff(scans(before, after).setFilter("state:open"));

        assertThat(answer.lines).containsExactly("filtered local 10.0.0.0:80", "opened local 10.0.0.0:81");
        assertThat(answer.summary.getComparable()).isEqualTo(4);
        assertThat(diff(scans(before, after).setFilter("port:81-82")).lines)
                .containsExactly("opened local 10.0.0.0:81", "filtered local 10.0.0.0:82");
        assertThatThrownBy(() -> diff(scans(before, after).setFilter("scan:1"))).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> diff(DiffRequest.newBuilder())).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> diff(scans(before, after).setAfterScan("99"))).isInstanceOf(NoSuchScan.class);
    }

    @Test
    void segmentsAreComparedWithEachOther() {
        TestScan dmz = scene.scan("one", "dmz", "10.0.0.0", 32, 80, 82);
        TestScan corp = scene.scan("two", "corp", "10.0.0.0", 32, 80, 82);
        scene.report(dmz, 100, (address, port) -> port == 80 ? OPEN : FILTERED);
        scene.report(corp, 200, (address, port) -> port < 82 ? OPEN : FILTERED);

        Answer answer = diff(DiffRequest.newBuilder().addFrom("dmz").addAgainst("corp"));

        assertThat(answer.lines).containsExactly("opened dmz>corp 10.0.0.0:81");
        assertThat(answer.counts).isEqualTo("opened 1, unchanged 2");
        assertThat(diff(scans(dmz, corp)).summary.getGapsList())
                .containsExactly(
                        "Scan 1 has not ended.",
                        "Scan 2 has not ended.",
                        "Only one of the two looked from corp.",
                        "Only one of the two looked from dmz.");
    }

    @Test
    void sinceATimeOnlyWhatWasLookedAtAgainIsCompared() {
        TestScan wide = scene.scan("wide", "local", "10.0.0.0", 31, 80, 82);
        TestScan again = scene.scan("again", "local", "10.0.0.0", 32, 80, 81);
        scene.report(wide, 100, (address, port) -> CLOSED);
        scene.report(again, 200, (address, port) -> port == 81 ? OPEN : CLOSED);

        Answer answer = diff(DiffRequest.newBuilder().setSinceMs(QueryScene.START + 150));

        assertThat(answer.lines).containsExactly("opened local 10.0.0.0:81");
        assertThat(answer.counts).isEqualTo("opened 1, not_comparable 4, unchanged 1");
    }

    @Test
    void aHostThatWentAwayIsToldOnce() {
        Outcome nobody = Outcome.of(PortState.FILTERED, Reason.NO_NEIGHBOUR);
        TestScan before = scene.scan("before", "local", "10.0.0.0", 31, 80, 82);
        TestScan after = scene.scan("after", "local", "10.0.0.0", 31, 80, 82);
        scene.report(before, 100, (address, port) -> address.low() % 2 == 0 ? port == 80 ? OPEN : CLOSED : nobody);
        scene.report(after, 200, (address, port) -> address.low() % 2 == 0 ? nobody : port == 80 ? OPEN : CLOSED);

        Answer answer = diff(scans(before, after).setFilter("port:80"));

        assertThat(answer.lines)
                .containsExactly(
                        "gone_host local 10.0.0.0",
                        "filtered local 10.0.0.0:80",
                        "new_host local 10.0.0.1",
                        "opened local 10.0.0.1:80");
    }

    @Test
    void whatOnlyTheMethodMakesIsNoDifference() {
        Outcome unreachable = Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH);

        assertThat(PortChange.of(unreachable, Method.CONNECT, CLOSED, Method.CONNECT_PORTABLE))
                .isEqualTo(ChangeKind.CHANGE_KIND_BY_METHOD);
        assertThat(PortChange.of(FILTERED, Method.SYN, OPEN, Method.CONNECT)).isEqualTo(ChangeKind.CHANGE_KIND_BY_METHOD);
        assertThat(PortChange.of(FILTERED, Method.SYN, OPEN, Method.SYN)).isEqualTo(ChangeKind.CHANGE_KIND_OPENED);
        assertThat(PortChange.of(OPEN, Method.SYN, CLOSED, Method.CONNECT)).isEqualTo(ChangeKind.CHANGE_KIND_CLOSED);
        assertThat(PortChange.of(CLOSED, Method.CONNECT, Outcome.of(PortState.CLOSED, Reason.RESET), Method.SYN))
                .isEqualTo(ChangeKind.CHANGE_KIND_UNCHANGED);
    }

    /** Beside a table of every port of both scans. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithATableOfEveryPort(long seed) {
        Random random = new Random(seed);
        List<Map<String, Outcome>> tables = new ArrayList<>();
        TestScan[] scans = new TestScan[2];
        for (int i = 0; i < 2; i++) {
            int first = 1 + random.nextInt(30);
            scans[i] = scene.scan("s" + i, "local", "10.0.0." + random.nextInt(4) * 16, 26 + random.nextInt(4), first, first + 40);
            Map<String, Outcome> table = new TreeMap<>();
            for (long unit = 0; unit < scans[i].plan().unitCount(); unit++) {
                if (random.nextInt(5) > 0) {
                    long noise = random.nextLong();
                    scene.report(scans[i], unit, 100 + i, (address, port) -> {
                        Outcome outcome = outcome(noise, address, port);
                        table.put(address + ":" + port, outcome);
                        return outcome;
                    });
                }
            }
            tables.add(table);
        }
        Map<ChangeKind, Long> expected = new TreeMap<>();
        List<String> keys = new ArrayList<>(tables.getFirst().keySet());
        tables.getLast().keySet().stream().filter(key -> !tables.getFirst().containsKey(key)).forEach(keys::add);
        for (String key : keys) {
            Outcome was = observed(tables.getFirst().get(key));
            Outcome is = observed(tables.getLast().get(key));
            expected.merge(PortChange.of(was, Method.CONNECT, is, Method.CONNECT), 1L, Long::sum);
        }

        Answer answer = diff(scans(scans[0], scans[1]).setMergePorts(random.nextBoolean()));

        Map<ChangeKind, Long> found = new TreeMap<>();
        answer.summary.getCountsList().forEach(count -> found.put(count.getKind(), count.getCount()));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    private static @Nullable Outcome observed(@Nullable Outcome outcome) {
        return outcome != null && outcome.state().observed() ? outcome : null;
    }

    private static Outcome outcome(long noise, Address address, int port) {
        return switch (Math.floorMod(new Random(noise ^ address.low() << 20 ^ port / 3).nextInt() >> 8, 6)) {
            case 0 -> OPEN;
            case 1 -> UNKNOWN;
            case 2 -> FILTERED;
            default -> CLOSED;
        };
    }
}
