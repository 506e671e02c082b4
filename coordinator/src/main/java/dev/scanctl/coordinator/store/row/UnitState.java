package dev.scanctl.coordinator.store.row;

/** Where a work unit stands. The edges between the states are in {@code docs/lease-states.md}. */
public enum UnitState {
    /** Waits for an agent. */
    PENDING(1, false),
    /** An agent holds it under the row's epoch. */
    LEASED(2, false),
    /** Its result is committed. */
    DONE(3, true),
    /** Given up; its ports are gaps until a retry. */
    QUARANTINED(4, true),
    /** Its scan was cancelled before it was done. */
    CANCELLED(5, true);

    private static final UnitState[] BY_NUMBER = values();

    private final int number;
    private final boolean terminal;

    UnitState(int number, boolean terminal) {
        this.number = number;
        this.terminal = terminal;
    }

    /** The number in the store, 1 to 5. */
    public int number() {
        return number;
    }

    /** Whether only an operator can move it on. */
    public boolean terminal() {
        return terminal;
    }

    /** The state of a stored number; an unknown number is an {@link IllegalArgumentException}. */
    public static UnitState of(int number) {
        if (number < 1 || number > BY_NUMBER.length) {
            throw new IllegalArgumentException("no unit state has number " + number);
        }
        return BY_NUMBER[number - 1];
    }
}
