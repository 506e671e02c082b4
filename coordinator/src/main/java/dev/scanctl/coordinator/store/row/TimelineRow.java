package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.AddressRange;

/**
 * The intervals of one host, or of neighbours alike, as one segment saw them by one method.
 *
 * @param hosts within one aligned block of {@value AddressBlock#SIZE} addresses
 * @param changedMs when the newest state that followed another was first observed; 0: never
 * @param states bit set of the states that ports ever had in it: 1 &lt;&lt; number; {@link #FORGOTTEN} if intervals were
 *     forgotten; 0: not told, by an earlier version
 * @param intervals encoded coordinator.history.Timeline
 */
public record TimelineRow(TimelineKey key, AddressRange hosts, long changedMs, int states, byte[] intervals) {
    /** Among the states: there was more than there is room for. */
    public static final int FORGOTTEN = 1;

    /** Whether a port may have had a state of which no interval is left. */
    public boolean mayHaveForgotten() {
        return (states & FORGOTTEN) != 0;
    }
}
