package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.measure.IcmpBudgets;
import dev.scanctl.agent.probe.measure.LossEstimate;
import dev.scanctl.agent.probe.measure.RetryRule;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The probe engine: a single-threaded state machine over several units, owned by the thread that calls {@link #step}.
 *
 * <p><b>One step</b> takes the replies, then the time-outs (in this order, so that after a stall of this machine an
 * answer that lies there is not taken for silence), then sends, at most {@value #BATCH} attempts so that replies are
 * fetched often, then reports. Time is the argument of the step; nothing here looks at a clock, sleeps or starts a
 * thread, so the same code runs against a simulated network in virtual time.
 *
 * <p><b>An attempt</b> is one question to one port. It lives in a slot of {@link AttemptTable}, whose number the
 * transport knows it by, and its time-out hangs in {@link TimerWheel}. Opening and closing an attempt is some array
 * writes: the engine allocates nothing for a probe but the finding of an open port, and a unit costs 14 to 16 bytes a probe
 * and some 300 bytes a host.
 *
 * <p><b>A probe</b> is one port of one host, numbered by its place in the unit's {@link DrawnOrder}. {@link Schedule}
 * says which is next; {@link UnitRun} draws the conclusions from each attempt's end: final, once more later
 * ({@link RetryRule}), or silent. Silence takes at least the asked-for attempts, each a time-out apart from the one
 * before, and more where {@link LossEstimate} has seen loss; and it stands only if this machine dropped nothing
 * meanwhile.
 *
 * <p><b>What holds it back</b>, from the outside in: {@link Concurrency} (the transport's capacity, less after a local
 * fault), {@link Pace} of the unit and of each host (never more than the cap in any second), and
 * {@link HostWindow}. Units take turns of {@value #TURN} attempts. A fault of this machine never becomes a verdict: the
 * probe is tried again, and if the fault persists the unit goes back to whoever gave it, with the hosts that are done.
 */
public final class Engine {
    /** At some 5 to 20 µs for a connection attempt, a millisecond: what a measured round trip may be off by. */
    private static final int BATCH = 64;

    private static final int TURN = 16;
    private static final long PROGRESS_NANOS = 500_000_000L;
    private static final long DROP_CHECK_NANOS = 100_000_000L;

    private final Transport transport;
    private final UnitListener listener;
    private final long originNanos;
    private final Concurrency concurrency;
    private final CommonPace common = new CommonPace();
    private final IcmpBudgets budgets = new IcmpBudgets();
    private final AttemptTable attempts = new AttemptTable();
    private final TimerWheel timers = new TimerWheel();
    private final List<UnitRun> runs = new ArrayList<>();
    private final ControlRuns controls;
    private final Replies replies = new Hearing();
    /** Came while waiting between two steps, when no time was at hand. */
    private final HeldReplies held = new HeldReplies();

    private final IntConsumer expiry = this::expired;

    /** Since {@link #originNanos}, of the current step. */
    private long nowNanos;

    private int turn;
    private long reportedNanos;
    private long dropsCheckedNanos;

    private boolean waited;

    private final Departures departures = new Departures(BATCH);

    /**
     * @param startNanos the time now, on the clock whose readings {@link #step} will be given
     */
    public Engine(Transport transport, UnitListener listener, long startNanos) {
        this.transport = transport;
        this.listener = listener;
        this.originNanos = startNanos;
        this.concurrency = new Concurrency(transport);
        this.controls = new ControlRuns(budgets, startNanos);
    }

    /** Takes on a unit; its id must not be in use, else {@link IllegalArgumentException}. Not from a listener's call. */
    public void add(ProbeUnit unit) {
        if (find(unit.id()) != null) {
            throw new IllegalArgumentException("unit " + unit.id() + " is under way");
        }
        runs.add(new UnitRun(unit, concurrency, budgets, listener, originNanos, nowNanos));
    }

    /** Changes the limits of a unit, from its next probe on. An unknown unit is ignored, here and below. */
    public void limit(long unitId, ProbeLimits limits) {
        UnitRun run = find(unitId);
        if (run != null) {
            run.limit(limits);
        }
    }

    /** Sends nothing more for the unit; attempts under way end by themselves. */
    public void suspend(long unitId) {
        UnitRun run = find(unitId);
        if (run != null) {
            run.suspend(nowNanos);
        }
    }

    /** Goes on with a suspended unit. */
    public void resume(long unitId) {
        UnitRun run = find(unitId);
        if (run != null) {
            run.resume(nowNanos);
        }
    }

    /** Forgets the unit and abandons its attempts; its listener hears nothing more of it. */
    public void drop(long unitId) {
        UnitRun run = find(unitId);
        if (run != null) {
            abandon(run, false);
            runs.remove(run);
            controls.drop(run);
            attempts.leave(run);
        }
    }

    /** Removes hosts from the unit at once: nothing more is sent to them, and they are not in its outcome. */
    public void exclude(long unitId, AddressSet gone) {
        UnitRun run = find(unitId);
        if (run != null) {
            run.exclude(gone, nowNanos);
            controls.exclude(run, gone, nowNanos);
            abandon(run, true);
        }
    }

    /** The units under way. */
    List<ProbeUnit> units() {
        return runs.stream().map(run -> controls.asker(run).unit).toList();
    }

    /** Waits in the transport for the first reply, which the next step will handle. */
    void await(long maxWaitNanos) {
        waited = true;
        transport.poll(maxWaitNanos, held);
    }

    /**
     * Does all that is due: replies, expiries, sends, reports. The listener is called from here.
     *
     * @return nanoseconds until it wants to be called again, if no reply comes before; 0: at once
     */
    public long step(long clockNanos) {
        nowNanos = Math.max(nowNanos, clockNanos - originNanos);
        concurrency.refresh(nowNanos);
        receive();
        timers.advance(nowNanos, expiry);
        boolean more = send();
        checkDrops(false);
        conclude();
        report();
        return more ? 0 : waitNanos();
    }

    // ---- receiving

    /**
     * What came while waiting, then what lies in the transport. The second costs a call, so it is left out right after a
     * wait, unless an attempt is to be given up: the thread may have stood still between the wait and this step.
     */
    private void receive() {
        held.release(replies);
        if (!waited || timers.nextNanos() <= nowNanos) {
            transport.poll(0, replies);
        }
        waited = false;
    }

    private final class Hearing implements Replies {
        @Override
        public void reply(int slot, Outcome outcome) {
            UnitRun run = attempts.run(slot);
            if (run != null) {
                timers.cancel(slot);
                attempts.close(slot);
                run.answered(attempts.probe(slot), outcome, attempts.sentNanos(slot), nowNanos);
            }
        }

        /** Rare enough to look for the probe by its address. */
        @Override
        public void late(Address target, int port, Outcome outcome) {
            runs.forEach(run -> run.answeredLate(target, port, outcome, nowNanos));
        }
    }

    private void expired(int slot) {
        UnitRun run = Objects.requireNonNull(attempts.run(slot), "a deadline belongs to an open attempt");
        transport.abandon(slot);
        attempts.close(slot);
        run.timedOut(attempts.probe(slot), attempts.sentNanos(slot), nowNanos);
    }

    // ---- sending

    /** Tells the time after a step, should this machine have stood still in it. */
    public void stepped(long clockNanos) {
        long later = clockNanos - originNanos;
        if (later - nowNanos > Pace.LATE_NANOS) {
            departures.late(later);
        }
    }

    /** Whether more could be sent at once. */
    private boolean send() {
        departures.clear();
        int budget = BATCH;
        for (int idle = 0; idle < runs.size() && budget > 0; ) {
            turn = turn + 1 < runs.size() ? turn + 1 : 0;
            int sent = sendFrom(runs.get(turn), Math.min(TURN, budget));
            budget -= sent;
            idle = sent == 0 ? idle + 1 : 0;
        }
        return budget == 0;
    }

    private int sendFrom(UnitRun run, int most) {
        int sent = 0;
        while (sent < most && concurrency.mayOpen(nowNanos) && common.allows(run.manners(), nowNanos)) {
            int probe = run.take(nowNanos);
            if (probe == UnitRun.NONE) {
                break;
            }
            open(run, probe);
            sent++;
        }
        return sent;
    }

    /** The reply may come before this returns, so the send is the last thing it does. */
    private void open(UnitRun run, int probe) {
        departures.add(run, probe);
        int slot = attempts.open(run, probe, nowNanos);
        long timeout = run.sent(probe, nowNanos);
        timers.set(slot, nowNanos + Math.min(timeout, TimerWheel.HORIZON_NANOS));
        common.sent(run.manners(), nowNanos);
        if (run.manners().gentle()) {
            transport.sendGently(slot, run.host(probe).address, run.port(probe), replies);
        } else {
            transport.send(slot, run.host(probe).address, run.port(probe), replies);
        }
    }

    private void abandon(UnitRun run, boolean closedHostsOnly) {
        for (int slot = 0; slot < attempts.slots(); slot++) {
            if (attempts.run(slot) == run
                    && !(closedHostsOnly && run.host(attempts.probe(slot)).reported())) {
                transport.abandon(slot);
                timers.cancel(slot);
                attempts.close(slot);
                run.abandoned(attempts.probe(slot), nowNanos);
            }
        }
    }

    // ---- concluding and reporting

    private void conclude() {
        for (int i = 0; i < runs.size(); i++) {
            UnitRun run = runs.get(i);
            if (run.hopeless()) {
                checkDrops(run.heardSilence());
                run.silences().withholdDoubtful(nowNanos);
            }
            if (run.hopeless() || run.allDecided() && !takesLeave(run) && silenceStands(run)) {
                Optional<UnitRun> control = controls.after(run, nowNanos);
                if (control.isPresent()) {
                    runs.set(i, control.get());
                } else {
                    runs.remove(i--);
                    end(run);
                }
                attempts.leave(run);
            }
        }
    }

    /** Whoever probes these hosts next is not to find a connection of ours open. */
    private boolean takesLeave(UnitRun run) {
        return run.manners().gentle() && transport.takesLeaveOf(run.unit.addresses());
    }

    private boolean silenceStands(UnitRun run) {
        checkDrops(run.heardSilence());
        return run.silences().conclude(nowNanos);
    }

    /** What a hopeless run has under way is abandoned after its outcome is known, which it does not change. */
    private void end(UnitRun run) {
        UnitRun told = controls.conclude(run, nowNanos);
        UnitOutcome outcome = told.outcome(nowNanos);
        Reason refusal = told.refusal();
        abandon(run, false);
        if (refusal == null) {
            listener.finished(told.unit, outcome);
        } else {
            listener.refused(told.unit, refusal, outcome);
        }
    }

    /** Asks the transport for drops on this machine now and then, and before silences become verdicts. */
    private void checkDrops(boolean now) {
        if (now || nowNanos - dropsCheckedNanos >= DROP_CHECK_NANOS && attempts.openCount() > 0) {
            dropsCheckedNanos = nowNanos;
            boolean dropped = transport.localDrops();
            if (dropped) {
                concurrency.dropped(nowNanos);
            }
            for (UnitRun run : runs) {
                run.checkedDrops(dropped);
                run.silences().reconsider(nowNanos);
            }
        }
    }

    private void report() {
        long since = nowNanos - reportedNanos;
        if (since >= PROGRESS_NANOS) {
            reportedNanos = nowNanos;
            if (!runs.isEmpty()) {
                listener.progress(runs.stream()
                        .map(run -> controls.asker(run).progress(since))
                        .toList());
            }
        }
    }

    private long waitNanos() {
        if (runs.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long wake = Math.min(timers.nextNanos(), reportedNanos + PROGRESS_NANOS);
        long mayOpen = concurrency.nextNanos();
        for (int i = 0; i < runs.size(); i++) {
            UnitRun run = runs.get(i);
            boolean ends = run.allDecided() && !takesLeave(run);
            long maySend = Math.max(mayOpen, common.nextNanos(run.manners()));
            wake = Math.min(wake, ends ? 0 : Math.max(maySend, run.nextNanos()));
        }
        return Math.max(0, wake - nowNanos);
    }

    private @Nullable UnitRun find(long unitId) {
        for (UnitRun run : runs) {
            if (run.unit.id() == unitId) {
                return run;
            }
        }
        return null;
    }
}
