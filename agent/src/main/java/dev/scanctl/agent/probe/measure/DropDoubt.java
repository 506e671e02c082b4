package dev.scanctl.agent.probe.measure;

/** Whether the silences of a unit can be believed, given that packets may have been dropped on this machine. */
public final class DropDoubt {
    /** Extra rounds for silences that fell together with drops. */
    private static final int ROUNDS = 3;

    private long silentAtCheck;
    private boolean dropped;
    private int rounds;
    private boolean untrusted;

    /**
     * The drop counters were read.
     *
     * @param anyDropped whether they moved since the last reading
     * @param silent attempts of the unit that timed out so far
     * @param waiting whether attempts of it are open, which may yet time out because of a drop
     */
    public void checked(boolean anyDropped, long silent, boolean waiting) {
        dropped |= anyDropped && (waiting || silent != silentAtCheck);
        silentAtCheck = silent;
    }

    /** Whether the silences since the last call need another attempt. After some rounds there is no more asking. */
    public boolean takeDoubt() {
        boolean doubt = dropped && rounds < ROUNDS;
        untrusted |= dropped && !doubt;
        rounds += doubt ? 1 : 0;
        dropped = false;
        return doubt;
    }

    public boolean untrusted() {
        return untrusted || dropped;
    }
}
