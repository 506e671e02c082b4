package dev.scanctl.coordinator.query;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.coordinator.store.SegmentRow;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The history of one address and protocol as one segment saw it. A stretch ends where the state changes; a reason that
 * changes within it is the last one; unknown and not probed neither end a stretch nor begin one.
 *
 * @param pieces by time
 */
record Stretches(SegmentRow segment, Address address, Protocol protocol, List<Piece> pieces) {

    /** Ports within a filter that were observed at all, or that were open at least once; ascending. */
    int[] ports(PortSet filter, boolean allStates) {
        BitSet ports = new BitSet();
        for (Piece piece : pieces) {
            for (Run run : piece.runs().list()) {
                PortState state = run.outcome().state();
                if (state == PortState.OPEN || (allStates && state.observed())) {
                    mark(ports, piece.unit().ports(), run);
                }
            }
        }
        return ports.stream().filter(filter::contains).toArray();
    }

    private static void mark(BitSet ports, PortSet planned, Run run) {
        int last = planned.rankOf(run.lastPort());
        for (int rank = planned.rankOf(run.firstPort()); rank <= last; rank++) {
            ports.set(planned.at(rank));
        }
    }

    /** The stretches of one port, oldest first. */
    List<HistoryEntry> of(int port) {
        List<HistoryEntry> stretches = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.unit().ports().contains(port)) {
                Outcome outcome = piece.runs().at(port);
                if (outcome.state().observed()) {
                    add(stretches, port, piece, outcome);
                }
            }
        }
        return stretches;
    }

    private void add(List<HistoryEntry> stretches, int port, Piece piece, Outcome outcome) {
        boolean goesOn = !stretches.isEmpty()
                && stretches.getLast().getStateValue() == outcome.state().number();
        HistoryEntry.Builder stretch = goesOn ? stretches.removeLast().toBuilder() : begin(port, piece, outcome);
        stretches.add(stretch.setReasonValue(outcome.reason().number())
                .setMethodValue(Numbers.of(piece.method(), outcome))
                .setLastMs(piece.observedMs())
                .setLastScanId(piece.scan().id())
                .setObservations(stretch.getObservations() + 1)
                .build());
    }

    private HistoryEntry.Builder begin(int port, Piece piece, Outcome outcome) {
        return HistoryEntry.newBuilder()
                .setSegment(segment.name())
                .setSpace(segment.space())
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setProtocolValue(protocol.number())
                .setPort(port)
                .setStateValue(outcome.state().number())
                .setService(ServiceNames.nameOf(protocol, port).orElse(""))
                .setFirstMs(piece.observedMs())
                .setFirstScanId(piece.scan().id());
    }
}
