package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Epoch;

/** Told on the desk's thread, in the order things happened; must return at once and never wait for the desk. */
public interface LeaseListener {

    /**
     * An agent told of an open port of a unit it holds. Provisional: {@link #committed} or {@link #withdrawn} of the
     * same unit and epoch follows.
     *
     * @param observedMs when it was so, milliseconds since 1970 by the coordinator's clock
     */
    default void found(UnitKey unit, Epoch epoch, OpenPort port, long observedMs) {}

    /**
     * A result is committed and synced. Unless it is partial, provisional ports of the unit that are not among its open
     * ports were not confirmed; if it is partial, only its own hosts are settled.
     */
    default void committed(UnitKey unit, Epoch epoch, UnitResult result) {}

    /** A lease ended without a final result; its provisional ports that no partial result confirmed do not hold. */
    default void withdrawn(UnitKey unit, Epoch epoch) {}

    /** No unit of the scan is pending or leased any more. Told again whenever that comes true anew. */
    default void restingScan(long scanId) {}
}
