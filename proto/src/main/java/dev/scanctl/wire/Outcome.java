package dev.scanctl.wire;

import java.util.Objects;

/**
 * A port's state with its reason. Interned: one instance for each pair, so that engines and decoders allocate nothing.
 */
public final class Outcome {
    private static final int STATES = PortState.values().length;
    private static final Outcome[] INTERNED = new Outcome[STATES * Reason.values().length];

    static {
        for (Reason reason : Reason.values()) {
            for (PortState state : PortState.values()) {
                INTERNED[index(state, reason)] = new Outcome(state, reason);
            }
        }
    }

    private final PortState state;
    private final Reason reason;

    private Outcome(PortState state, Reason reason) {
        this.state = state;
        this.reason = reason;
    }

    public static Outcome of(PortState state, Reason reason) {
        return INTERNED[index(Objects.requireNonNull(state), Objects.requireNonNull(reason))];
    }

    /** The outcome of an encoded number (reason × 8 + state); {@link IllegalArgumentException} if there is none. */
    public static Outcome ofCode(int code) {
        return of(PortState.of(code & 7), Reason.of(code >>> 3));
    }

    public PortState state() {
        return state;
    }

    public Reason reason() {
        return reason;
    }

    /** The number that stands in encoded runs: reason × 8 + state. */
    public int code() {
        return reason.number() << 3 | state.number();
    }

    private static int index(PortState state, Reason reason) {
        return reason.ordinal() * STATES + state.ordinal();
    }

    @Override
    public String toString() {
        return state.label() + "/" + reason.label();
    }
}
