package dev.scanctl.coordinator.query;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Run;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one address and protocol, painted over with what several scans say. Unknown and not probed go on first,
 * so that they never hide an observation; then observations from old to new. Used again for each address.
 */
public final class PortCanvas {
    private static final int PORTS = 1 << 16;

    private final @Nullable Piece[] pieces = new @Nullable Piece[PORTS];
    private final @Nullable Outcome[] outcomes = new @Nullable Outcome[PORTS];
    private final BitSet painted = new BitSet(PORTS);

    /** Starts anew with these pieces of one address and protocol, and of their runs those that pass. */
    public void paint(List<Piece> some, PortSet ports, Predicate<Outcome> passes) {
        painted.clear();
        List<Piece> inTime = some.stream().sorted(Piece.BY_TIME).toList();
        for (boolean observed : new boolean[] {false, true}) {
            for (Piece piece : inTime) {
                for (Run run : piece.runs().list()) {
                    if (run.outcome().state().observed() == observed && passes.test(run.outcome())) {
                        paint(piece, run, ports);
                    }
                }
            }
        }
    }

    private void paint(Piece piece, Run run, PortSet ports) {
        PortSet planned = piece.unit().ports();
        int last = planned.rankOf(run.lastPort());
        for (int rank = planned.rankOf(run.firstPort()); rank <= last; rank++) {
            int port = planned.at(rank);
            if (ports.size() == PORTS || ports.contains(port)) {
                pieces[port] = piece;
                outcomes[port] = run.outcome();
                painted.set(port);
            }
        }
    }

    /** Whether the next port is painted like this one, of the same piece; also where neither is. */
    public boolean goesOn(int port) {
        return port + 1 < PORTS
                && painted.get(port) == painted.get(port + 1)
                && (!painted.get(port) || outcomes[port] == outcomes[port + 1] && pieces[port] == pieces[port + 1]);
    }

    /** The first painted port that is not below this one, or −1. */
    public int next(int port) {
        return port >= PORTS ? -1 : painted.nextSetBit(port);
    }

    public boolean has(int port) {
        return port < PORTS && painted.get(port);
    }

    /** The outcome of a painted port. */
    public Outcome outcome(int port) {
        return Objects.requireNonNull(outcomes[port]);
    }

    /** Where the outcome of a painted port comes from. */
    public Piece piece(int port) {
        return Objects.requireNonNull(pieces[port]);
    }
}
