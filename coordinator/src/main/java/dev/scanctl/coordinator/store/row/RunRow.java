package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one host of a unit, or of several neighbouring hosts alike.
 *
 * @param epoch of the lease it came under
 * @param commitNo of the transaction that wrote it; the table sets it when a row is inserted
 * @param method null where nothing was probed
 * @param states bit set of the states in runs: 1 &lt;&lt; number
 * @param runs see {@link dev.scanctl.wire.Runs}
 * @param details see {@link OpenDetails}; empty: none
 */
public record RunRow(
        UnitKey unit,
        Address first,
        Address last,
        Epoch epoch,
        long commitNo,
        @Nullable Method method,
        int states,
        long observedMs,
        byte[] runs,
        byte[] details) {

    public boolean has(PortState state) {
        return (states & 1 << state.number()) != 0;
    }
}
