package dev.scanctl.coordinator.access;

import java.time.Duration;

/** How long a token may live. */
final class Lifetimes {
    private Lifetimes() {}

    /** @param asked zero: the usual */
    static Duration checked(Duration asked, Duration usual, Duration shortest, Duration longest) {
        if (asked.isZero()) {
            return usual;
        }
        if (asked.compareTo(shortest) < 0 || asked.compareTo(longest) > 0) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED,
                    "a token of this kind lives from " + shortest.toSeconds() + " s to " + longest.toDays() + " days");
        }
        return asked;
    }
}
