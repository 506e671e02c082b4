package dev.scanctl.coordinator.query;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.function.IntPredicate;

/** Turns painted ports into observations and observations into pages. Owned by the thread that runs the query. */
final class ObservationPages {
    /** Observations a page: some 64 KiB. */
    private static final int PAGE = 500;

    private final Pages<ResultsPage> pages;
    private final Filter filter;
    private final boolean mergePorts;
    /** How many more may be sent. */
    private long left;

    private ResultsPage.Builder page = ResultsPage.newBuilder();
    private boolean wanted = true;
    private boolean sent;

    /**
     * @param limit most observations; 0: no limit
     */
    ObservationPages(Pages<ResultsPage> pages, Filter filter, long limit, boolean mergePorts) {
        this.pages = pages;
        this.filter = filter;
        this.left = limit == 0 ? Long.MAX_VALUE : limit;
        this.mergePorts = mergePorts;
    }

    /** Whether more may be added: the limit is not reached and somebody still listens. */
    boolean open() {
        return wanted && left > 0;
    }

    /** Whether somebody still listens. */
    boolean wanted() {
        return wanted;
    }

    /** Adds what is painted and passes the filter, by port. */
    void add(Group group, Address address, Protocol protocol, PortCanvas canvas) {
        IntPredicate passes = port -> passes(canvas, port)
                && (filter.test().isEmpty()
                        || filter.test().get().passes(group, address, protocol, canvas, port));
        int port = canvas.next(0);
        while (port >= 0 && open()) {
            int last = port;
            if (passes.test(port)) {
                last = mergePorts ? lastAlike(canvas, port, passes) : port;
                add(observation(group, address, protocol, canvas, port, last));
            }
            port = canvas.next(last + 1);
        }
    }

    private boolean passes(PortCanvas canvas, int port) {
        return filter.states().contains(canvas.outcome(port).state());
    }

    /** Open ports stay single: each has its own service and round trip. */
    private static int lastAlike(PortCanvas canvas, int first, IntPredicate passes) {
        Outcome outcome = canvas.outcome(first);
        Piece piece = canvas.piece(first);
        int last = first;
        while (outcome.state() != PortState.OPEN
                && canvas.has(last + 1)
                && canvas.outcome(last + 1) == outcome
                && alike(canvas.piece(last + 1), piece)
                && passes.test(last + 1)) {
            last++;
        }
        return last;
    }

    private static boolean alike(Piece a, Piece b) {
        boolean same = a.scan().id() == b.scan().id() && a.method() == b.method();
        boolean told = a.silentAttempts() == b.silentAttempts() && a.remarks().equals(b.remarks());
        return a == b || (same && told && a.observedMs() == b.observedMs());
    }

    private static Observation observation(
            Group group,
            Address address,
            Protocol protocol,
            PortCanvas canvas,
            int first,
            int last) {
        Piece piece = canvas.piece(first);
        Outcome outcome = canvas.outcome(first);
        Observation.Builder observation = Observation.newBuilder()
                .setScanId(piece.scan().id())
                .setSegment(group.segment().name())
                .setSpace(group.segment().space())
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setZone(address.isLinkLocal() ? piece.scan().zone() : "")
                .setProtocolValue(protocol.number())
                .setFirstPort(first)
                .setLastPort(last)
                .setStateValue(outcome.state().number())
                .setReasonValue(outcome.reason().number())
                .setMethodValue(Numbers.of(piece.method(), outcome))
                .setObservedMs(piece.observedMs())
                .addAllNames(piece.scan().names().getOrDefault(address, List.of()));
        if (outcome.state() == PortState.OPEN) {
            observation.setRttMicros(piece.rttMicros(address, first)).setAttempts(piece.attempts(address, first));
        }
        if (outcome.reason() == Reason.NO_RESPONSE) {
            observation.setSilentAttempts(piece.silentAttempts());
        }
        observation.addAllRemarks(piece.bearing(address, outcome));
        if (first == last) {
            observation.setService(ServiceNames.nameOf(protocol, first).orElse(""));
        }
        return observation.build();
    }

    private void add(Observation observation) {
        page.addObservations(observation);
        left--;
        if (page.getObservationsCount() == PAGE) {
            send();
        }
    }

    private void send() {
        wanted = pages.take(page.build());
        page = ResultsPage.newBuilder();
        sent = true;
    }

    /** Who waits for the first observation gets it now. */
    void windowEnds() {
        if (!sent && wanted && page.getObservationsCount() > 0) {
            send();
        }
    }

    /** Sends the last page, which may have no observation, with what else is to be told. */
    void finish(ResultsPage last) {
        if (wanted) {
            wanted = pages.take(page.mergeFrom(last).build());
        }
    }
}
