package dev.scanctl.coordinator.query.diff;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.filter.Key;
import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.coordinator.query.Filter;
import dev.scanctl.coordinator.query.Group;
import dev.scanctl.coordinator.query.Numbers;
import dev.scanctl.coordinator.query.Piece;
import dev.scanctl.coordinator.query.PortCanvas;
import dev.scanctl.coordinator.query.RowTest;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffSide;
import dev.scanctl.proto.v1.Difference;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what two sides say of one host after the other. Owned by the thread that compares. */
final class HostComparison {
    private final DiffSides.Pair pair;
    private final Filter filter;
    private final Optional<RowTest> test;
    /** Ports that pass no test were compared all the same, if the test is of what was observed. */
    private final boolean observedOnly;
    private final DiffPages out;
    private final HostSide before = new HostSide();
    private final HostSide after = new HostSide();

    HostComparison(DiffSides.Pair pair, DiffSides.Plan plan, DiffPages out) {
        this.pair = pair;
        this.filter = plan.filter();
        this.test = plan.test().map(RowTest::new);
        this.observedOnly = plan.test().map(HostComparison::ofObservations).orElse(false);
        this.out = out;
    }

    private static boolean ofObservations(Query query) {
        return Stream.of(Key.STATE, Key.REASON, Key.METHOD, Key.SEEN, Key.RTT).anyMatch(query::mentions);
    }

    void compare(Address address, List<Piece> one, List<Piece> other) {
        before.paint(one, filter);
        after.paint(other, filter);
        host(address);
        for (Protocol protocol : Protocol.values()) {
            int port = next(protocol, 0);
            while (port >= 0 && out.wanted()) {
                int last = lastUntold(protocol, port);
                port(address, protocol, port, last);
                port = next(protocol, last + 1);
            }
        }
    }

    private int next(Protocol protocol, int port) {
        int one = before.canvas(protocol).next(port);
        int other = after.canvas(protocol).next(port);
        return one < 0 ? other : other < 0 ? one : Math.min(one, other);
    }

    /** The last port from one on of which the same is to be counted, and that in no list; that one if it is to be listed. */
    private int lastUntold(Protocol protocol, int port) {
        if (test.isPresent() || out.lists(kind(protocol, port))) {
            return port;
        }
        int last = port;
        while (before.canvas(protocol).goesOn(last) && after.canvas(protocol).goesOn(last)) {
            last++;
        }
        return last;
    }

    private ChangeKind kind(Protocol protocol, int port) {
        Outcome was = before.known(protocol, port);
        Outcome is = after.known(protocol, port);
        return PortChange.of(was, method(before, protocol, port), is, method(after, protocol, port));
    }

    private void host(Address address) {
        HostSide.Presence was = before.presence();
        HostSide.Presence is = after.presence();
        boolean isNew = was == HostSide.Presence.DOWN && is == HostSide.Presence.THERE;
        boolean gone = was == HostSide.Presence.THERE && is == HostSide.Presence.DOWN;
        if ((isNew || gone) && anyPasses(address)) {
            ChangeKind kind = isNew ? ChangeKind.CHANGE_KIND_NEW_HOST : ChangeKind.CHANGE_KIND_GONE_HOST;
            out.count(kind, 1);
            out.add(difference(kind, address).build(), false);
        }
    }

    private boolean anyPasses(Address address) {
        for (Protocol protocol : Protocol.values()) {
            for (int port = next(protocol, 0); port >= 0; port = next(protocol, port + 1)) {
                if (passes(address, protocol, port)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void port(Address address, Protocol protocol, int port, int last) {
        ChangeKind kind = kind(protocol, port);
        boolean passes = passes(address, protocol, port);
        if (kind != ChangeKind.CHANGE_KIND_NOT_COMPARABLE && (passes || observedOnly)) {
            out.comparable(last - port + 1L);
        }
        if (!passes) {
            return;
        }
        out.count(kind, last - port + 1L);
        if (out.lists(kind)) {
            Difference.Builder difference = difference(kind, address)
                    .setProtocolValue(protocol.number())
                    .setFirstPort(port)
                    .setLastPort(port)
                    .setService(ServiceNames.nameOf(protocol, port).orElse(""));
            side(before, protocol, port).ifPresent(difference::setBefore);
            side(after, protocol, port).ifPresent(difference::setAfter);
            out.add(difference.build(), !open(before.known(protocol, port)) && !open(after.known(protocol, port)));
        }
    }

    private static boolean open(@Nullable Outcome outcome) {
        return outcome != null && outcome.state() == PortState.OPEN;
    }

    private boolean passes(Address address, Protocol protocol, int port) {
        return test.isEmpty()
                || passes(test.get(), pair.before(), before, address, protocol, port)
                || passes(test.get(), pair.after(), after, address, protocol, port);
    }

    private static boolean passes(
            RowTest test, Group group, HostSide side, Address address, Protocol protocol, int port) {
        PortCanvas canvas = side.canvas(protocol);
        return canvas.has(port) && test.passes(group, address, protocol, canvas, port);
    }

    private static @Nullable Method method(HostSide side, Protocol protocol, int port) {
        PortCanvas canvas = side.canvas(protocol);
        return canvas.has(port) ? canvas.piece(port).method() : null;
    }

    private Difference.Builder difference(ChangeKind kind, Address address) {
        String segment = pair.before().segment().name();
        String against = pair.after().segment().name();
        return Difference.newBuilder()
                .setKind(kind)
                .setSegment(segment)
                .setAgainst(segment.equals(against) ? "" : against)
                .setAddress(ByteString.copyFrom(address.toBytes()));
    }

    private static Optional<DiffSide> side(HostSide side, Protocol protocol, int port) {
        PortCanvas canvas = side.canvas(protocol);
        if (!canvas.has(port)) {
            return Optional.empty();
        }
        Piece piece = canvas.piece(port);
        Outcome outcome = canvas.outcome(port);
        return Optional.of(DiffSide.newBuilder()
                .setStateValue(outcome.state().number())
                .setReasonValue(outcome.reason().number())
                .setMethodValue(Numbers.of(piece.method(), outcome))
                .setObservedMs(piece.observedMs())
                .setScanId(piece.scan().id())
                .build());
    }
}
