package dev.scanctl.wire;

/**
 * Some of a unit's ports, neighbours in the unit's port set, with one outcome.
 *
 * @param firstPort first port, in the set
 * @param lastPort last port, in the set, not below the first
 */
public record Run(int firstPort, int lastPort, Outcome outcome) {

    public Run {
        if (firstPort < 0 || lastPort > 0xffff || firstPort > lastPort) {
            throw new IllegalArgumentException("not a run: " + firstPort + " to " + lastPort);
        }
    }
}
