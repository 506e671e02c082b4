package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.Manners;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.agent.probe.measure.FaultWatch;
import dev.scanctl.agent.probe.measure.IcmpBudgets;
import dev.scanctl.agent.probe.measure.RetryRule;
import dev.scanctl.agent.probe.measure.Tally;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One unit under way: what follows from the end of each of its attempts, until every probe has its verdict.
 *
 * <p>{@link Silences} decides which silences stand. Times are nanoseconds since the engine's start; only what is told to the
 * listener is on the engine's clock.
 */
final class UnitRun implements Silences.Unit {
    static final int NONE = Schedule.NONE;
    static final int NO_NUMBER = -1;
    /** Probes that need no more asking, settled in one call, some 100 µs. */
    private static final int SETTLED_AT_ONCE = 4096;

    final ProbeUnit unit;
    /** What {@link AttemptTable} knows it by. */
    int number = NO_NUMBER;

    private final Concurrency concurrency;
    private final DrawnOrder order;
    private final HostState[] hosts;
    private final Schedule schedule;
    private final Ledger ledger;
    private final Evidence evidence;
    private final FaultWatch faults = new FaultWatch();
    private final IcmpPatience patience;
    private final Silences silences;
    private final Tally tally = new Tally();
    private final UnitReport report;

    private ProbeLimits limits;
    private Pace pace;
    private long paceNanos;
    /** Whether it has looked for something to send; until then whoever had its share before may have used that up. */
    private boolean begun;
    /** Whether its share is larger than at its last look, by what another may have used up until then. */
    private boolean raised;

    private int pending;
    private long suspendedNanos = HostState.NEVER;
    private List<Remark> remarks = List.of();

    UnitRun(
            ProbeUnit unit,
            Concurrency concurrency,
            IcmpBudgets budgets,
            UnitListener listener,
            long originNanos,
            long nowNanos) {
        this.unit = unit;
        this.concurrency = concurrency;
        this.report = new UnitReport(unit, listener, originNanos, nowNanos);
        this.hosts = new HostState[(int) unit.addresses().size()];
        for (int rank = 0; rank < hosts.length; rank++) {
            hosts[rank] = new HostState(rank, unit.addresses().at(rank), unit.ports().size());
        }
        this.evidence = new Evidence(hosts);
        this.order = new DrawnOrder(unit);
        ProbeCells cells = new ProbeCells(unit.size());
        this.schedule = new Schedule(unit, hosts, order, cells, nowNanos);
        this.ledger = new Ledger(unit, order, cells);
        this.patience = new IcmpPatience(unit, budgets);
        this.silences = new Silences(this, hosts, ledger, schedule, evidence, patience);
        this.limits = unit.limits();
        this.pace = Pace.of(limits.maxPps());
        this.pending = unit.size();
    }

    HostState host(int probe) {
        return hosts[order.host(probe)];
    }

    Manners manners() {
        return unit.limits().manners();
    }

    int port(int probe) {
        return unit.ports().at(order.port(probe));
    }

    // ---- what to send

    /** Takes the next probe to send now; {@link #NONE}: there is none now. It must be followed by {@link #sent}. */
    int take(long nowNanos) {
        if (suspended() || !mayHurry(nowNanos)) {
            return NONE;
        }
        for (int settled = 0; settled < SETTLED_AT_ONCE; settled++) {
            int probe = schedule.take(nowNanos, concurrency.unheardMayOpen());
            if (probe == NONE || !closed(host(probe), nowNanos) && mustAsk(probe)) {
                return probe;
            }
            settle(host(probe), probe, nowNanos);
            schedule.rearm(host(probe), nowNanos);
        }
        return NONE;
    }

    private boolean mayHurry(long nowNanos) {
        if (!begun) {
            paceNanos = pace.spent(nowNanos);
            schedule.begin(nowNanos);
        } else if (raised) {
            paceNanos = Math.max(paceNanos, pace.unsaved(nowNanos));
        }
        begun = true;
        raised = false;
        return pace.allows(paceNanos, nowNanos);
    }

    /** Unless a late answer came meanwhile. */
    private boolean mustAsk(int probe) {
        return !ledger.isFinal(probe) || host(probe).vitals.isControl(probe);
    }

    /** Notes that a probe is being sent, and gives the attempt's time-out. */
    long sent(int probe, long nowNanos) {
        HostState host = host(probe);
        int silentBefore = ledger.silentAttempts(probe);
        host.inFlight++;
        host.startedNanos = Math.min(host.startedNanos, nowNanos);
        paceNanos = pace.afterSending(paceNanos, nowNanos, 1);
        patience.sent(host, silentBefore, nowNanos);
        if (host.heard && host.rate().sent(nowNanos, host.rtt.timeoutNanos())) {
            evidence.limits(host);
            silences.reopenAll(host, nowNanos);
        }
        schedule.sent(host, probe, nowNanos);
        concurrency.opened(host.heard);
        tally.sent++;
        tally.retransmitted += silentBefore > 0 ? 1 : 0;
        long timeout = evidence.timeoutNanos(host, silentBefore);
        repeated(host, Timeouts.repeats(unit.method(), timeout), nowNanos);
        return timeout;
    }

    /** The kernel sends packets of its own for an attempt. */
    private void repeated(HostState host, long packets, long nowNanos) {
        if (packets > 0) {
            paceNanos = pace.afterSending(paceNanos, nowNanos, packets);
            schedule.repeated(host, packets, nowNanos);
        }
    }

    /** Those of an attempt that was open for longer than it was to be, since this machine stood still. */
    private void overdue(HostState host, int probe, long sentNanos, long nowNanos) {
        long repeats = Timeouts.repeats(unit.method(), nowNanos - sentNanos);
        if (repeats > 0) {
            long timeout = evidence.timeoutNanos(host, ledger.silentAttempts(probe));
            repeated(host, repeats - Timeouts.repeats(unit.method(), timeout), nowNanos);
        }
    }

    /** What was sent of late, this probe among it, may have left only now. */
    void leftLate(int probe, long nowNanos) {
        paceNanos = Math.max(paceNanos, pace.spent(nowNanos));
        schedule.leftLate(host(probe), nowNanos);
    }

    /** When {@link #take} may give something if nothing else happens; 0: at once; {@link Long#MAX_VALUE}: never. */
    long nextNanos() {
        if (suspended()) {
            return Long.MAX_VALUE;
        }
        return Math.max(pace.wakeNanos(paceNanos), schedule.nextNanos(concurrency.unheardMayOpen()));
    }

    // ---- what came of it

    /** An attempt ended with an answer or a fault. */
    void answered(int probe, Outcome outcome, long sentNanos, long nowNanos) {
        HostState host = leave(probe);
        RetryRule rule = RetryRule.of(outcome.reason());
        if (rule == RetryRule.SILENCE) {
            staySilent(host, probe, sentNanos, nowNanos);
        } else if (rule == RetryRule.FORBIDDEN) {
            tally.sent--;
            ledger.record(probe, outcome);
            decided(host, nowNanos);
        } else if (rule.isLocalFault()) {
            faulted(host, probe, outcome.reason(), nowNanos);
        } else {
            learn(host, probe, outcome, nowNanos - sentNanos, nowNanos);
            judge(host, probe, outcome, nowNanos - sentNanos, nowNanos);
        }
        schedule.rearm(host, nowNanos);
    }

    /**
     * An answer came to an attempt that had timed out, or once more to one that was answered, which tells nothing new of the
     * host. Where the probe waits to be sent again, or is under way again, it is
     * settled when its turn or its end comes.
     */
    void answeredLate(Address target, int port, Outcome outcome, long nowNanos) {
        long rank = unit.addresses().rankOf(target);
        int portRank = unit.ports().rankOf(port);
        if (rank < 0 || portRank < 0 || !hosts[(int) rank].reported()) {
            return;
        }
        int probe = order.probe((int) rank, portRank);
        HostState host = hosts[(int) rank];
        if (ledger.isFinal(probe) || ledger.holds(probe, outcome)) {
            record(host, probe, outcome, 0, nowNanos);
            return;
        }
        tally.answeredLate++;
        concurrency.late();
        if (Verdicts.fromHost(outcome)) {
            if (nowNanos - host.answeredLateNanos >= evidence.timeoutNanos(host, 0)) {
                evidence.answeredLate(host, nowNanos);
            }
            host.rate().answeredLate(nowNanos);
            host.answeredLate = true;
            host.answeredLateNanos = nowNanos;
            hear(host, nowNanos);
        }
        if (RetryRule.of(outcome.reason()) == RetryRule.FINAL) {
            record(host, probe, outcome, 0, nowNanos);
        }
    }

    /** An attempt ended by its time-out. */
    void timedOut(int probe, long sentNanos, long nowNanos) {
        HostState host = leave(probe);
        overdue(host, probe, sentNanos, nowNanos);
        staySilent(host, probe, sentNanos, nowNanos);
        schedule.rearm(host, nowNanos);
    }

    /** An attempt was abandoned because its host is closed. */
    void abandoned(int probe, long nowNanos) {
        settle(leave(probe), probe, nowNanos);
    }

    private HostState leave(int probe) {
        HostState host = host(probe);
        host.inFlight--;
        concurrency.closed(host.heard);
        return host;
    }

    private void learn(HostState host, int probe, Outcome outcome, long rttNanos, long nowNanos) {
        faults.passed();
        tally.answered++;
        if (Verdicts.fromHost(outcome)) {
            int lost = ledger.isFinal(probe) ? host.vitals.questionsInVain() : ledger.silentAttempts(probe);
            tally.answeredLate += rttNanos > evidence.timeoutNanos(host, lost) ? 1 : 0;
            if (!host.rtt.isEmpty()) {
                concurrency.answered(host.rtt.excessNanos(rttNanos));
            }
            if (patience.concerns(outcome)) {
                evidence.timed(host, rttNanos, nowNanos);
                patience.unreachable(host, port(probe), nowNanos - rttNanos);
            } else {
                evidence.answered(host, lost, rttNanos, nowNanos);
                host.rate().answered(nowNanos - rttNanos);
                if (ledger.isFinal(probe)) {
                    concurrency.stillAnswers(nowNanos);
                }
                host.vitals.answered(probe, outcome.state() == PortState.CLOSED, nowNanos);
            }
            hear(host, nowNanos);
        }
    }

    private void hear(HostState host, long nowNanos) {
        concurrency.heard(nowNanos);
        if (!host.heard) {
            host.heard = true;
            concurrency.becameHeard(host.inFlight);
            schedule.heard(host, nowNanos);
        }
    }

    private void judge(HostState host, int probe, Outcome outcome, long rttNanos, long nowNanos) {
        boolean second = !ledger.isEmpty(probe);
        record(host, probe, outcome, rttNanos, nowNanos);
        if (RetryRule.of(outcome.reason()) == RetryRule.ONCE_LATER && !second) {
            sendAgain(host, probe, nowNanos + RetryRule.LATER_NANOS, nowNanos);
            return;
        }
        decided(host, nowNanos);
    }

    /** Keeps the better answer; an open port is told the first time that it is seen to be one. */
    private void record(HostState host, int probe, Outcome outcome, long rttNanos, long nowNanos) {
        boolean news = outcome.state() == PortState.OPEN && !ledger.isOpen(probe);
        ledger.record(probe, outcome);
        if (news && host.reported()) {
            report.found(host, port(probe), outcome, ledger.silentAttempts(probe) + 1, rttNanos, nowNanos);
        }
    }

    private void staySilent(HostState host, int probe, long sentNanos, long nowNanos) {
        faults.passed();
        host.silences++;
        host.window.silent();
        tally.silent++;
        ledger.attemptStayedSilent(probe);
        boolean counts = patience.silent(host, probe, port(probe), sentNanos);
        if (!ledger.isEmpty(probe)) {
            decided(host, nowNanos);
        } else if (!counts && manners().strict() && ledger.silentAttempts(probe) >= limits.maxAttempts()) {
            ledger.record(probe, Verdicts.ICMP_LIMITED);
            decided(host, nowNanos);
        } else if (!counts || ledger.silentAttempts(probe) < silences.attemptsFor(host, nowNanos)) {
            againSpaced(host, probe, sentNanos, nowNanos);
        } else {
            ledger.concludeSilence(probe);
            decided(host, nowNanos);
        }
    }

    private void againSpaced(HostState host, int probe, long sentNanos, long nowNanos) {
        long due = evidence.againNanos(host, ledger.silentAttempts(probe), sentNanos, nowNanos);
        sendAgain(host, probe, due, nowNanos);
    }

    private void faulted(HostState host, int probe, Reason reason, long nowNanos) {
        tally.sent--;
        tally.localFaults++;
        faults.faulted(reason, nowNanos);
        if (RetryRule.of(reason) == RetryRule.FEWER_IN_FLIGHT) {
            concurrency.exhausted(nowNanos);
            sendAgain(host, probe, nowNanos + RetryRule.SOON_NANOS, nowNanos);
        } else {
            forbidden(host, probe, reason, nowNanos);
        }
    }

    private void forbidden(HostState host, int probe, Reason reason, long nowNanos) {
        int count = ledger.countFault(probe);
        if (count >= RetryRule.FAULTS && !host.closed()) {
            host.standing = HostState.Standing.BROKEN;
            faults.broken(reason);
        }
        long due = nowNanos + count * RetryRule.FAULT_NANOS;
        host.pausedNanos = Math.max(host.pausedNanos, due);
        sendAgain(host, probe, due, nowNanos);
    }

    private void sendAgain(HostState host, int probe, long dueNanos, long nowNanos) {
        if (closed(host, nowNanos)) {
            settle(host, probe, nowNanos);
        } else {
            schedule.requeue(host, probe, dueNanos, nowNanos);
        }
    }

    @Override
    public boolean closed(HostState host, long nowNanos) {
        long limit = limits.hostTimeoutNanos();
        if (limit > 0 && !host.closed() && nowNanos - host.startedNanos >= limit && host.startedNanos <= nowNanos) {
            host.standing = HostState.Standing.TIMED_OUT;
        }
        return host.closed();
    }

    private void settle(HostState host, int probe, long nowNanos) {
        if (ledger.isEmpty(probe) && host.reported()) {
            if (ledger.silentAttempts(probe) >= limits.minAttempts() && !host.doubted) {
                ledger.concludeSilence(probe);
            } else {
                ledger.record(probe, Verdicts.TIMED_OUT);
            }
        }
        decided(host, nowNanos);
    }

    private void decided(HostState host, long nowNanos) {
        host.pending--;
        host.lastVerdictNanos = nowNanos;
        pending--;
    }

    // ---- its end

    @Override
    public void again(HostState host, int probe, long dueNanos, long nowNanos) {
        host.pending++;
        pending++;
        sendAgain(host, probe, dueNanos, nowNanos);
    }

    @Override
    public ProbeLimits limits() {
        return limits;
    }

    @Override
    public void gone(long nowNanos) {
        concurrency.gone(nowNanos);
    }

    Silences silences() {
        return silences;
    }

    /** Whether no probe waits or is under way. Silences may still be taken back. */
    @Override
    public boolean allDecided() {
        return pending == 0;
    }

    /** Whether nothing of it gets out any more, so that it is to be refused at once. */
    boolean hopeless() {
        return faults.hopeless();
    }

    /** Why it, or some hosts of it, cannot be probed from here; null: all is well. */
    @Nullable Reason refusal() {
        for (HostState host : hosts) {
            if (hopeless() || host.standing == HostState.Standing.BROKEN) {
                return faults.refusal();
            }
        }
        return null;
    }

    /** The counters of drops on this machine were read. */
    void checkedDrops(boolean anyDropped) {
        silences.checkedDrops(anyDropped, tally.silent, anyDropped && inFlight() > 0);
    }

    boolean heardSilence() {
        return tally.silent > 0;
    }

    private int inFlight() {
        int sum = 0;
        for (HostState host : hosts) {
            sum += host.inFlight;
        }
        return sum;
    }

    /** The verdicts of all hosts that are finished and reported. */
    UnitOutcome outcome(long nowNanos) {
        int minSilent = ledger.minSilentAttempts(hosts);
        return report.outcome(hosts, ledger, new UnitOutcome.Quality(
                tally.sent,
                tally.answered,
                tally.retransmitted,
                tally.answeredLate,
                tally.localFaults,
                evidence.lossPpm(),
                evidence.rttMicros(),
                minSilent,
                silences.untrusted(),
                report.elapsedMillis(nowNanos),
                new Misses(unit.protocol(), ledger).of(hosts)), allRemarks());
    }

    private List<Remark> allRemarks() {
        List<Remark> all = new ArrayList<>(remarks);
        for (HostState host : hosts) {
            double perSecond = host.finished() ? host.answersPerSecond() : 0;
            if (perSecond > 0) {
                all.add(new Remark.LimitsAnswers(AddressRange.of(host.address), (int) Math.ceil(perSecond)));
            }
        }
        return all;
    }

    /** How far it is; the rate is since the report before. */
    UnitProgress progress(long sinceNanos) {
        return report.progress(pending, tally.sent, sinceNanos);
    }

    // ---- control questions

    /** What is to be asked of its hosts now that all else is decided. */
    ControlQuestions questions() {
        return new ControlQuestions(unit, hosts, ledger);
    }

    /** The unit as it is to be asked control questions: under the limits of now. */
    Optional<UnitRun> control(ControlQuestions questions, IcmpBudgets budgets, long originNanos, long nowNanos) {
        return questions.unit(limits).map(asked -> {
            UnitRun control = new UnitRun(asked, concurrency, budgets, ControlRuns.UNHEARD, originNanos, nowNanos);
            control.paceNanos = paceNanos;
            for (HostState host : control.hosts) {
                host.paceNanos = hosts[(int) unit.addresses().rankOf(host.address)].paceNanos;
            }
            return control;
        });
    }

    /** Says so in its outcome, and counts the attempts that it took to find out. */
    void remark(List<Remark> more, UnitOutcome.Quality asked) {
        remarks = more;
        tally.sent += asked.sent();
        tally.answered += asked.answered();
    }

    // ---- what is asked of it

    void limit(ProbeLimits newLimits) {
        limits = newLimits;
        Pace before = pace;
        pace = Pace.of(newLimits.maxPps());
        raised |= pace.intervalNanos() < before.intervalNanos() || before.intervalNanos() == 0;
        schedule.limit(newLimits);
    }

    boolean suspended() {
        return suspendedNanos != HostState.NEVER;
    }

    void suspend(long nowNanos) {
        suspendedNanos = Math.min(suspendedNanos, nowNanos);
    }

    /** Goes on; the time of suspension does not count against its hosts. */
    void resume(long nowNanos) {
        if (suspended()) {
            for (HostState host : hosts) {
                if (host.startedNanos != HostState.NEVER) {
                    host.startedNanos += nowNanos - Math.max(suspendedNanos, host.startedNanos);
                }
            }
            suspendedNanos = HostState.NEVER;
        }
    }

    /** Closes hosts without a result. Their open attempts are the caller's to abandon. */
    void exclude(AddressSet gone, long nowNanos) {
        for (HostState host : hosts) {
            if (gone.contains(host.address)) {
                host.standing = HostState.Standing.GONE;
                schedule.rearm(host, nowNanos);
            }
        }
    }
}
