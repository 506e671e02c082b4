package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Row;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;

/** Tests painted ports against the part of a query that the store cannot look up. */
public record RowTest(Query query) {

    public boolean passes(
            Group group, Address address, Protocol protocol, PortCanvas canvas, int port) {
        Piece piece = canvas.piece(port);
        Outcome outcome = canvas.outcome(port);
        int rttMicros = outcome.state() == PortState.OPEN
                ? piece.rttMicros(address, port)
                : 0;
        return query.accepts(new Row(
                group.segment().name(),
                piece.scan().id(),
                address,
                protocol,
                port,
                outcome,
                outcome.state() == PortState.NOT_PROBED ? null : piece.method(),
                piece.observedMs(),
                rttMicros));
    }
}
