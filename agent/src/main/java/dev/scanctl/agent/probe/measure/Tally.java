package dev.scanctl.agent.probe.measure;

/** Counts of one unit, for its quality and its progress. */
public final class Tally {
    public long sent;
    public long answered;
    public long retransmitted;
    public long answeredLate;
    public long localFaults;
    /** Attempts that timed out. */
    public long silent;
}
