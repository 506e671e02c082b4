package dev.scanctl.coordinator.lease;

/**
 * A lease's part of the rate budgets, attempts a second; 0 stands for "no cap of the scan's own".
 *
 * @param maxPps of the whole unit
 * @param hostPps of any one host of the unit
 * @param number greater for each later share of a lease; its agent repeats it once it keeps to the share, and 0 before it
 *     was told one on its present stream
 */
public record Share(long maxPps, long hostPps, int number) {
    public static final Share UNBOUNDED = new Share(0, 0);

    /** A lease's first share. */
    public Share(long maxPps, long hostPps) {
        this(maxPps, hostPps, 0);
    }

    /** The share that replaces this one. */
    public Share next(long newMaxPps, long newHostPps) {
        return new Share(newMaxPps, newHostPps, number + 1);
    }
}
