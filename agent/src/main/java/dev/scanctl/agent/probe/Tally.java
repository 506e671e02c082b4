package dev.scanctl.agent.probe;

/** Counts of one unit, for its quality and its progress. */
final class Tally {
    long sent;
    long answered;
    long retransmitted;
    long answeredLate;
    long localFaults;
    /** Attempts that timed out. */
    long silent;
}
