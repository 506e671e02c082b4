package dev.scanctl.wire;

/** What the profile {@code fragile} promises for every target host; coordinator and agents both keep it. */
public final class Fragile {
    /** Probes a second. */
    public static final int HOST_PPS = 5;
    /** Connections at a time. */
    public static final int HOST_IN_FLIGHT = 1;

    private Fragile() {}
}
