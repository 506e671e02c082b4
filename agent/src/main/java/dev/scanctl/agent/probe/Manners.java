package dev.scanctl.agent.probe;

/**
 * How a unit behaves for as long as it lives, whatever its share of the rates.
 *
 * @param gentle opened connections are closed in order, and no payload is sent
 * @param strict no port gets more than the most attempts, not even where a host's limit of ICMP errors leaves its silence
 *     without a meaning: the operator asked for it
 * @param enginePps attempts a second over all units of one engine that have such a cap; 0: none
 */
public record Manners(boolean gentle, boolean strict, long enginePps) {
    static final Manners USUAL = new Manners(false, false, 0);

    public Manners {
        if (enginePps < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }
}
