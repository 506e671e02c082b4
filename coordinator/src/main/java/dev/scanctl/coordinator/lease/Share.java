package dev.scanctl.coordinator.lease;

/**
 * A lease's part of the rate budgets, attempts a second; 0 stands for "no cap of the scan's own".
 *
 * @param maxPps of the whole unit
 * @param hostPps of any one host of the unit
 */
public record Share(long maxPps, long hostPps) {
    public static final Share UNBOUNDED = new Share(0, 0);
}
