package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Runs;
import java.util.List;

/**
 * The verdicts of a unit, or of some whole hosts of it.
 *
 * @param hosts ascending by address
 * @param open details of every open port in hosts, ascending by address and port
 * @param remarks on hosts among these
 */
public record UnitOutcome(List<Host> hosts, List<OpenFinding> open, Quality quality, List<Remark> remarks) {

    public UnitOutcome {
        hosts = List.copyOf(hosts);
        open = List.copyOf(open);
        remarks = List.copyOf(remarks);
    }

    /** With nothing to remark. */
    public UnitOutcome(List<Host> hosts, List<OpenFinding> open, Quality quality) {
        this(hosts, open, quality, List.of());
    }

    /**
     * All ports of one host.
     *
     * @param lastVerdictNanos when its last verdict was reached, on the engine's clock
     */
    public record Host(Address address, Runs runs, long lastVerdictNanos) {}

    /**
     * How well it was probed; the fields are those of {@code scan.v1.UnitQuality}.
     *
     * @param lossPpm estimated one-way loss, parts per million
     * @param rttMicros smoothed round trip; 0: nothing answered
     * @param minSilentAttempts fewest attempts that a silent port got; 0: none was silent
     * @param untrusted the engine does not vouch for the silences: packets were dropped on this machine meanwhile
     */
    public record Quality(
            long sent,
            long answered,
            long retransmitted,
            long answeredLate,
            long localFaults,
            int lossPpm,
            int rttMicros,
            int minSilentAttempts,
            boolean untrusted,
            long elapsedMillis,
            MissEvidence misses) {

        /** Of a unit of which nothing was found out. */
        public static final Quality NONE = new Quality(0, 0, 0, 0, 0, 0, 0, 0, true, 0, MissEvidence.NONE);

        /** Of two steps of a search for hosts; the round trip is the first that was measured. Of missed ports it tells nothing. */
        public Quality with(Quality later) {
            return sum(later, elapsedMillis + later.elapsedMillis, MissEvidence.NONE);
        }

        /** Of two parts of a unit that were probed at the same time; the greater loss, and the first round trip measured. */
        public Quality beside(Quality other) {
            return sum(other, Math.max(elapsedMillis, other.elapsedMillis), misses.plus(other.misses));
        }

        private Quality sum(Quality other, long millis, MissEvidence missed) {
            boolean neverSilent = minSilentAttempts == 0 || other.minSilentAttempts == 0;
            return new Quality(
                    sent + other.sent,
                    answered + other.answered,
                    retransmitted + other.retransmitted,
                    answeredLate + other.answeredLate,
                    localFaults + other.localFaults,
                    Math.max(lossPpm, other.lossPpm),
                    rttMicros == 0 ? other.rttMicros : rttMicros,
                    neverSilent
                            ? Math.max(minSilentAttempts, other.minSilentAttempts)
                            : Math.min(minSilentAttempts, other.minSilentAttempts),
                    untrusted || other.untrusted,
                    millis,
                    missed);
        }
    }
}
