package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of observations that agree on a port's state. It ends where the next one begins; the change lies somewhere
 * between {@code before} and {@code first} of that.
 *
 * @param state an observed one
 * @param first the first observation in it
 * @param before the last observation of the state before it; null: there was none
 */
public record Interval(PortState state, Moment first, @Nullable Moment before) {

    public Interval {
        if (!state.observed()) {
            throw new IllegalArgumentException(state + " is no observation");
        }
        if (before != null && before.isAfter(first)) {
            throw new IllegalArgumentException(before + " is after " + first);
        }
    }

    Interval withFirst(Moment other) {
        return new Interval(state, other, before);
    }

    Interval withBefore(Moment other) {
        return new Interval(state, first, other);
    }
}
