package dev.scanctl.coordinator.history;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/**
 * An interval of one port, whatever method it was seen by.
 *
 * @param method of the first observation in it
 * @param first the first observation in it
 * @param before the last observation of the state before it; null: there was none
 * @param last the last observation in it that is known of
 * @param until the first observation of another state; null: it goes on
 * @param byMethod the state before may differ only because another method saw it: no change
 */
public record Stretch(
        PortState state,
        Method method,
        Moment first,
        @Nullable Moment before,
        Moment last,
        @Nullable Moment until,
        boolean byMethod) {

    /** Whether it is what held at a time, as far as is known today. */
    public boolean heldAt(long ms) {
        return first.ms() <= ms && (until == null || until.ms() > ms);
    }
}
