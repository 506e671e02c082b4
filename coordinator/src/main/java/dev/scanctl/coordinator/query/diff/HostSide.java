package dev.scanctl.coordinator.query.diff;

import dev.scanctl.coordinator.query.Filter;
import dev.scanctl.coordinator.query.Piece;
import dev.scanctl.coordinator.query.PortCanvas;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one side of a comparison says of one host. Used again for each; owned by the thread that compares. */
final class HostSide {
    private final PortCanvas tcp = new PortCanvas();
    private final PortCanvas udp = new PortCanvas();

    /** Whether the host is there. */
    enum Presence {
        /** Some port answered. */
        THERE,
        /** Nothing was observed but that it is down. */
        DOWN,
        /** It may be either. */
        SILENT
    }

    void paint(List<Piece> pieces, Filter filter) {
        for (Protocol protocol : Protocol.values()) {
            List<Piece> own = pieces.stream()
                    .filter(piece -> piece.unit().protocol() == protocol)
                    .toList();
            canvas(protocol).paint(own, filter.ports(protocol), outcome -> true);
        }
    }

    PortCanvas canvas(Protocol protocol) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
        };
    }

    /** What is known of a port: an observation, or that the host is down. Null: nothing. */
    @Nullable Outcome known(Protocol protocol, int port) {
        PortCanvas canvas = canvas(protocol);
        if (!canvas.has(port)) {
            return null;
        }
        Outcome outcome = canvas.outcome(port);
        return outcome.state().observed() || down(outcome) ? outcome : null;
    }

    static boolean down(Outcome outcome) {
        return outcome.reason() == Reason.HOST_DOWN;
    }

    Presence presence() {
        boolean down = false;
        boolean silent = false;
        for (Protocol protocol : Protocol.values()) {
            PortCanvas canvas = canvas(protocol);
            for (int port = canvas.next(0); port >= 0; port = canvas.next(port + 1)) {
                Outcome outcome = canvas.outcome(port);
                if (outcome.state() == PortState.OPEN || outcome.state() == PortState.CLOSED) {
                    return Presence.THERE;
                }
                boolean nobody = down(outcome) || outcome.reason() == Reason.NO_NEIGHBOUR;
                down |= nobody;
                silent |= !nobody;
            }
        }
        return down && !silent ? Presence.DOWN : Presence.SILENT;
    }
}
