package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.query.HistoryData.verify;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.diff.DiffQuery;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Questions whose answers are checked; the first page's time is kept. Owned by one thread. */
final class HistoryQuestions {
    private final HistoryData data;
    private final HistoryQuery history;
    private final ResultsQuery results;
    private final DiffQuery diff;
    private final int weekAgo;
    private long firstNanos;

    HistoryQuestions(HistoryData data, Store store, StoredPlans plans) {
        this.data = data;
        this.weekAgo = Math.max(0, data.days() - 8);
        this.history = new HistoryQuery(store, plans, name -> List.of());
        this.results = new ResultsQuery(store, plans, name -> List.of());
        this.diff = new DiffQuery(store, plans, new Words(store, plans, name -> List.of()));
    }

    void many(String what, int times, Runnable question) {
        double[] whole = new double[times];
        double[] first = new double[times];
        for (int i = -times / 4; i < times; i++) {
            long start = System.nanoTime();
            firstNanos = 0;
            question.run();
            if (i >= 0) {
                whole[i] = (System.nanoTime() - start) / 1e6;
                first[i] = (firstNanos - start) / 1e6;
            }
        }
        Arrays.sort(whole);
        Arrays.sort(first);
        int p95 = Math.min(times - 1, times * 95 / 100);
        System.out.printf("%s: median %.1f ms, p95 %.1f ms, first page p95 %.1f ms (%d times)%n",
                what, whole[times / 2], whole[p95], first[p95], times);
    }

    private boolean arrived() {
        firstNanos = firstNanos == 0 ? System.nanoTime() : firstNanos;
        return true;
    }

    private List<HistoryEntry> history(ListHistoryRequest.Builder request) {
        List<HistoryEntry> entries = new ArrayList<>();
        history.run(request.build(), page -> arrived() && entries.addAll(page.getEntriesList()) || true);
        return entries;
    }

    void port(int host) {
        int exception = host % HistoryData.EXCEPTIONS;
        int port = HistoryData.port(host, exception);
        List<HistoryEntry> told = history(ListHistoryRequest.newBuilder()
                .setTarget(HistoryData.address(host) + ":" + port)
                .setAllStates(true));
        List<Long> expected = new ArrayList<>();
        for (int segment = 0; segment < data.segments; segment++) {
            for (int day = 0; day < data.days(); day++) {
                if (day == 0 || data.open(day, segment, host, exception) != data.open(day - 1, segment, host, exception)) {
                    expected.add(HistoryData.ms(day));
                }
            }
        }
        verify(told.stream().map(HistoryEntry::getFirstMs).toList().equals(expected), "host " + host + ": " + told);
        verify(told.getLast().getLastMs() == HistoryData.ms(data.days() - 1), "last confirmed: " + told.getLast());
    }

    void host(int host) {
        int changes = 0;
        for (HistoryEntry entry : history(ListHistoryRequest.newBuilder().setTarget(HistoryData.address(host).toString()))) {
            changes += entry.getBeforeMs() > 0 ? 1 : 0;
        }
        int expected = 0;
        for (int segment = 0; segment < data.segments; segment++) {
            for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                for (int day = 1; day < data.days(); day++) {
                    expected += data.open(day, segment, host, exception) == data.open(day - 1, segment, host, exception) ? 0 : 1;
                }
            }
        }
        verify(changes == expected, "host " + host + ": " + changes + " changes, not " + expected);
    }

    void asOf(int host, int day) {
        long open = history(ListHistoryRequest.newBuilder()
                        .setTarget(HistoryData.address(host).toString())
                        .setAsOfMs(HistoryData.ms(day)))
                .stream()
                .filter(entry -> entry.getStateValue() == PortState.OPEN.number())
                .count();
        verify(open == open(day, host), "host " + host + ": " + open + " open");
    }

    void results(int host) {
        List<Observation> seen = observations(ListResultsRequest.newBuilder()
                .addTargets(QueryScene.text(HistoryData.address(host).toString()))
                .setAsOfMs(HistoryData.ms(weekAgo)));
        verify(seen.size() == open(weekAgo, host), "host " + host + ": " + seen.size() + " open");
    }

    private long open(int day, int host) {
        long open = 0;
        for (int segment = 0; segment < data.segments; segment++) {
            for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                open += data.open(day, segment, host, exception) ? 1 : 0;
            }
        }
        return open;
    }

    /** The newest state of one port from each segment. */
    void point(int host) {
        int exception = host % HistoryData.EXCEPTIONS;
        List<Integer> seen = observations(ListResultsRequest.newBuilder()
                        .addTargets(QueryScene.text(HistoryData.address(host).toString()))
                        .setPorts(String.valueOf(HistoryData.port(host, exception)))
                        .setAllStates(true))
                .stream()
                .map(Observation::getStateValue)
                .toList();
        List<Integer> expected = new ArrayList<>();
        for (int segment = 0; segment < data.segments; segment++) {
            boolean open = data.open(data.days() - 1, segment, host, exception);
            expected.add((open ? PortState.OPEN : PortState.CLOSED).number());
        }
        verify(seen.equals(expected), "host " + host + ": " + seen + ", not " + expected);
    }

    /** Everywhere one port is open. */
    void everywhere(int port) {
        int seen = observations(ListResultsRequest.newBuilder().setFilter("port:" + port)).size();
        int exception = HistoryData.exception(port);
        int expected = 0;
        for (int segment = 0; segment < data.segments; segment++) {
            for (int host = 0; host < data.hosts; host++) {
                boolean open = data.open(data.days() - 1, segment, host, exception);
                expected += open && HistoryData.port(host, exception) == port ? 1 : 0;
            }
        }
        verify(seen == expected, "port " + port + ": " + seen + " open, not " + expected);
    }

    private List<Observation> observations(ListResultsRequest.Builder request) {
        List<Observation> seen = new ArrayList<>();
        results.run(request.build(), page -> arrived() && seen.addAll(page.getObservationsList()) || true);
        return seen;
    }

    void diff(int first, int hosts) {
        List<DiffPage> pages = new ArrayList<>();
        String net = HistoryData.address(first) + "-" + HistoryData.address(first + hosts - 1);
        diff.run(
                DiffRequest.newBuilder().setFilter("net:" + net).setSinceMs(HistoryData.ms(weekAgo) + 1).build(),
                page -> arrived() && pages.add(page) || true);
        long told = pages.stream()
                .flatMap(page -> page.getDifferencesList().stream())
                .filter(d -> d.getKind() == ChangeKind.CHANGE_KIND_OPENED || d.getKind() == ChangeKind.CHANGE_KIND_CLOSED)
                .count();
        long expected = 0;
        for (int segment = 0; segment < data.segments; segment++) {
            for (int host = first; host < first + hosts; host++) {
                for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                    boolean same = data.open(weekAgo, segment, host, exception)
                            == data.open(data.days() - 1, segment, host, exception);
                    expected += same ? 0 : 1;
                }
            }
        }
        verify(told == expected, net + ": " + told + " differences, not " + expected);
    }
}
