package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.ingest.Effect;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A store in memory with small scans in it, and questions in short. */
public final class QueryScene implements AutoCloseable {
    /** The scans' own time; results come later. */
    public static final long START = 1_700_000_000_000L;

    public final Store store;
    public final StoredPlans plans = new StoredPlans();
    final Ingest ingest;

    /** In memory, and its clock stands. */
    public QueryScene() {
        this(Store.inMemory(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC)));
    }

    QueryScene(Store store) {
        this.store = store;
        this.ingest = new Ingest(store, plans);
    }

    public TestScan scan(String name, String segment, String prefix, int length, int firstPort, int lastPort) {
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse(prefix), length));
        PortSet ports = PortSet.of(new PortRange(firstPort, lastPort));
        UnitShape shape = new UnitShape(16_384, 1_000, 4_096, 32);
        return TestScan.submit(store, name, segment, Plan.of(targets, ports, PortSet.EMPTY, shape, name.hashCode()));
    }

    /** Reports every unit, observed so many milliseconds after the start. */
    public void report(TestScan scan, long afterMs, TestScan.Network network) {
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            report(scan, unit, afterMs, network);
        }
    }

    public void report(TestScan scan, long unit, long afterMs, TestScan.Network network) {
        report(scan, scan.result(unit, scan.lease(unit), network), afterMs);
    }

    public void report(TestScan scan, long unit, long afterMs, Method method, TestScan.Network network) {
        report(scan, scan.result(unit, scan.lease(unit), network).setMethod(method), afterMs);
    }

    private void report(TestScan scan, UnitResult.Builder result, long afterMs) {
        Effect effect = ingest.apply(TestScan.AGENT, scan.segmentId(), result.build(), START + afterMs)
                .join()
                .effect();
        if (effect != Effect.DONE) {
            throw new AssertionError("unit " + result.getLease().getUnit() + ": " + effect);
        }
    }

    public List<ResultsPage> pages(ListResultsRequest request) {
        List<ResultsPage> pages = new ArrayList<>();
        results().run(request, pages::add);
        return pages;
    }

    public Words words() {
        return new Words(store, plans, name -> {
            throw new UnknownHostException(name);
        });
    }

    /** What the rows a request asks for are looked up by. */
    public Filter filter(ListResultsRequest request) {
        Vocabulary words = words().now(request.getScansList());
        Query query = Asked.of(request, words);
        Reach reach = Reach.of(query, Set.copyOf(words.segments()));
        return Filter.of(query, reach, store.read(tables -> tables.segments().list()));
    }

    public ResultsQuery results() {
        return new ResultsQuery(store, plans, name -> {
            throw new UnknownHostException(name);
        });
    }

    public List<Observation> observations(ListResultsRequest.Builder request) {
        return pages(request.build()).stream()
                .flatMap(page -> page.getObservationsList().stream())
                .toList();
    }

    /** Such as {@code 1/local 10.0.0.1:80 open/syn-ack}. */
    public List<String> lines(ListResultsRequest.Builder request) {
        return observations(request).stream().map(QueryScene::line).toList();
    }

    public static String line(Observation seen) {
        String ports = seen.getFirstPort() == seen.getLastPort()
                ? String.valueOf(seen.getFirstPort())
                : seen.getFirstPort() + "-" + seen.getLastPort();
        return seen.getScanId() + "/" + seen.getSegment() + " "
                + Address.of(seen.getAddress().toByteArray()) + ":" + ports + " "
                + PortState.of(seen.getStateValue()).label() + "/"
                + Reason.of(seen.getReasonValue()).label();
    }

    /** Such as {@code local 10.0.0.1:80 open 200-300 after 100}; times in milliseconds after the start. */
    public List<String> history(String target, boolean allStates) {
        return history(ListHistoryRequest.newBuilder().setTarget(target).setAllStates(allStates));
    }

    public List<String> history(ListHistoryRequest.Builder request) {
        List<HistoryEntry> entries = new ArrayList<>();
        new HistoryQuery(store, plans, name -> {
                    throw new UnknownHostException(name);
                })
                .run(
                        request.build(),
                        page -> entries.addAll(page.getEntriesList()) || true);
        return entries.stream()
                .map(entry -> entry.getSegment() + " "
                        + Address.of(entry.getAddress().toByteArray()) + ":" + entry.getPort() + " "
                        + PortState.of(entry.getStateValue()).label() + " " + (entry.getFirstMs() - START) + "-"
                        + (entry.getLastMs() - START)
                        + (entry.getBeforeMs() == 0 ? "" : " after " + (entry.getBeforeMs() - START))
                        + (entry.getByMethod() ? " by method" : ""))
                .toList();
    }

    public static ListResultsRequest.Builder latest() {
        return ListResultsRequest.newBuilder();
    }

    public static ListResultsRequest.Builder of(TestScan scan) {
        return ListResultsRequest.newBuilder().addScans(String.valueOf(scan.id()));
    }

    public static SourceText text(String text) {
        return SourceText.newBuilder().setText(text).build();
    }

    @Override
    public void close() {
        store.close();
    }
}
