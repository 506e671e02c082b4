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
 * @param removed the last of the observations in it whose runs are gone, which nothing else tells of; null: none is
 */
public record Interval(PortState state, Moment first, @Nullable Moment before, @Nullable Moment removed) {

    public Interval {
        if (!state.observed()) {
            throw new IllegalArgumentException(state + " is no observation");
        }
        if (before != null && before.isAfter(first)) {
            throw new IllegalArgumentException(before + " is after " + first);
        }
        if (removed != null && first.isAfter(removed)) {
            throw new IllegalArgumentException(first + " is after " + removed);
        }
    }

    /** All of its runs are kept. */
    public Interval(PortState state, Moment first, @Nullable Moment before) {
        this(state, first, before, null);
    }

    Interval withFirst(Moment other) {
        return new Interval(state, other, before, removed);
    }

    Interval withBefore(Moment other) {
        return new Interval(state, first, other, removed);
    }

    /** What is left of it when an observation contradicts it: what was confirmed later belongs to what follows. */
    Interval until(Moment at) {
        return removed != null && removed.isAfter(at) ? new Interval(state, first, before) : this;
    }

    /** The runs of an observation in it go. */
    Interval without(Moment at) {
        return removed != null && !at.isAfter(removed) ? this : new Interval(state, first, before, at);
    }
}
