package dev.scanctl.coordinator.history;

/**
 * When a host answered first and last.
 *
 * @param last not before {@code first}
 */
public record Seen(Moment first, Moment last) {

    public Seen {
        if (first.isAfter(last)) {
            throw new IllegalArgumentException(first + " is after " + last);
        }
    }

    Seen and(Moment at) {
        return at.isAfter(last) ? new Seen(first, at) : first.isAfter(at) ? new Seen(at, last) : this;
    }
}
