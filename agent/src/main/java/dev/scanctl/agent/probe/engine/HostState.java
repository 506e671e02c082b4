package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.measure.IcmpBudget;
import dev.scanctl.agent.probe.measure.LossEstimate;
import dev.scanctl.agent.probe.measure.RttEstimate;
import dev.scanctl.agent.probe.measure.Vitals;
import dev.scanctl.wire.Address;
import org.jspecify.annotations.Nullable;

/** What the engine knows of one host of a unit; a plain structure that {@link UnitRun} and {@link Schedule} share. */
final class HostState {

    enum Standing {
        /** Probed as planned. */
        PROBED,
        /** Its time is used up: nothing more is sent, what has no verdict is not probed. */
        TIMED_OUT,
        /** This machine cannot probe it: it goes back without a result. */
        BROKEN,
        /** Excluded: no result. */
        GONE
    }

    private static final int MOST_HURRIED_ROUNDS = 3;

    static final long NEVER = Long.MAX_VALUE;

    /** Rank among the unit's hosts. */
    final int rank;

    final Address address;
    final RttEstimate rtt = new RttEstimate();
    final LossEstimate loss = new LossEstimate();
    final HostWindow window = new HostWindow();
    /** Of a host that was heard; most of a wide unit never are. */
    private @Nullable HostRate rate;

    final Vitals vitals = new Vitals();
    /** Of a host that answered UDP probes by ICMP errors. */
    @Nullable IcmpBudget icmp;
    /** Probes that were reached in the walk while the host could take no more. */
    final ProbeQueue fresh = new ProbeQueue();
    /** Probes to be tried again, roughly by due time. */
    final ProbeQueue retries = new ProbeQueue();

    Standing standing = Standing.PROBED;
    /** Whether the host itself ever answered; never taken back. */
    boolean heard;

    /** Whether its silences fell together with drops on this machine, so that they need another attempt. */
    boolean doubted;

    /** Whether an answer came after its attempt's time since this was last looked at. */
    boolean answeredLate;
    /** When the last such answer came. */
    long answeredLateNanos = Long.MIN_VALUE / 2;
    /** Whether silences of what was asked until then were concluded too soon. */
    boolean hurried;

    private int hurriedRounds;

    int inFlight;
    /** Attempts that timed out. */
    int silences;
    /** Probes without a verdict. */
    int pending;
    /** When the first attempt was sent, moved on by suspensions; {@link #NEVER}: not yet. */
    long startedNanos = NEVER;
    /** Theoretical time of its pace. */
    long paceNanos;
    /** Nothing is sent before, after a fault of this machine. */
    long pausedNanos;

    long lastVerdictNanos;
    /** When it wakes from {@link WakeHeap}; {@link #NEVER}: it does not sleep. An entry of another time is stale. */
    long wakeNanos = NEVER;
    /** The ring it waits in for its turn; an entry in another ring is stale. */
    @Nullable IntRing ring;

    HostState(int rank, Address address, int ports) {
        this.rank = rank;
        this.address = address;
        this.pending = ports;
    }

    /** Whether nothing more is sent to it. */
    boolean closed() {
        return standing != Standing.PROBED;
    }

    /** Whether its verdicts are part of the outcome. */
    boolean reported() {
        return standing == Standing.PROBED || standing == Standing.TIMED_OUT;
    }

    /** Whether its verdicts are part of the outcome, and complete. */
    boolean finished() {
        return pending == 0 && reported();
    }

    /** Whether late answers ask for another round of its silent ports; a few times only. */
    boolean takeHurried() {
        boolean again = answeredLate && hurriedRounds < MOST_HURRIED_ROUNDS;
        hurriedRounds += again ? 1 : 0;
        answeredLate = false;
        return again;
    }

    HostRate rate() {
        if (rate == null) {
            rate = new HostRate();
        }
        return rate;
    }

    /** The pace that it is to be asked at, whatever the unit's. */
    Pace ownPace() {
        return rate == null ? Pace.UNLIMITED : rate.pace();
    }

    /** Whether it was found to limit its answers. */
    boolean limits() {
        return rate != null && rate.isLimited();
    }

    /** Resets or ICMP errors that it sends in a second at most; 0: no limit is known. */
    double answersPerSecond() {
        double ofIcmp = icmp == null ? 0 : icmp.ratePps();
        return limits() ? rate().perSecond() : ofIcmp;
    }

    boolean hasQueued() {
        return !fresh.isEmpty() || !retries.isEmpty();
    }

    boolean hasRoom(int hostInFlight) {
        return inFlight < window.size(hostInFlight, !heard && silences > 0);
    }
}
