package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One unit under way: what follows from the end of each of its attempts, until every probe has its verdict.
 *
 * <p>Silence is provisional until nothing else is left to do. Then {@link #concludeSilence} looks once more: what was
 * learnt of loss in the meantime, or drops on this machine, may ask for another round of the silent ones. Times are
 * nanoseconds since the engine's start; only what is told to the listener is on the engine's clock.
 */
final class UnitRun {
    static final int NONE = Schedule.NONE;
    /** Probes that need no more asking, settled in one call, some 100 µs. */
    private static final int SETTLED_AT_ONCE = 4096;

    final ProbeUnit unit;
    private final Concurrency concurrency;
    private final int ports;
    private final HostState[] hosts;
    private final Schedule schedule;
    private final Ledger ledger;
    private final Evidence evidence;
    private final FaultWatch faults = new FaultWatch();
    private final IcmpPatience patience;
    private final DropDoubt doubt = new DropDoubt();
    private final Tally tally = new Tally();
    private final UnitReport report;

    private ProbeLimits limits;
    private Pace pace;
    private long paceNanos;
    private int pending;
    /** What silences were held against last. */
    private int attemptsConsidered;

    private long suspendedNanos = HostState.NEVER;

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
        this.ports = unit.ports().size();
        this.hosts = new HostState[(int) unit.addresses().size()];
        for (int rank = 0; rank < hosts.length; rank++) {
            hosts[rank] = new HostState(rank, unit.addresses().at(rank), ports);
        }
        this.evidence = new Evidence(hosts);
        this.schedule = new Schedule(unit, hosts, nowNanos);
        this.ledger = new Ledger(unit);
        this.patience = new IcmpPatience(unit, budgets);
        this.limits = unit.limits();
        this.pace = Pace.of(limits.maxPps());
        this.pending = unit.size();
    }

    HostState host(int probe) {
        return hosts[probe / ports];
    }

    int port(int probe) {
        return unit.ports().at(probe % ports);
    }

    // ---- what to send

    /** Takes the next probe to send now; {@link #NONE}: there is none now. It must be followed by {@link #sent}. */
    int take(long nowNanos) {
        if (suspended() || !pace.allows(paceNanos, nowNanos)) {
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
        paceNanos = pace.afterSending(paceNanos, nowNanos);
        patience.sent(host, silentBefore, nowNanos);
        if (host.heard && host.rate().sent(nowNanos)) {
            evidence.limits(host);
            reopenSilences(host, nowNanos);
        }
        schedule.sent(host, probe, nowNanos);
        concurrency.opened(host.heard);
        tally.sent++;
        tally.retransmitted += silentBefore > 0 ? 1 : 0;
        return evidence.timeoutNanos(host, silentBefore);
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
        } else if (rule.isLocalFault()) {
            faulted(host, probe, outcome.reason(), nowNanos);
        } else {
            learn(host, probe, outcome, nowNanos - sentNanos, nowNanos);
            judge(host, probe, outcome, nowNanos - sentNanos, nowNanos);
        }
        schedule.rearm(host, nowNanos);
    }

    /**
     * An answer came to an attempt that had timed out. Where the probe waits to be sent again, or is under way again, it is
     * settled when its turn or its end comes.
     */
    void answeredLate(Address target, int port, Outcome outcome, long nowNanos) {
        long rank = unit.addresses().rankOf(target);
        int portRank = unit.ports().rankOf(port);
        if (rank < 0 || portRank < 0 || !hosts[(int) rank].reported()) {
            return;
        }
        int probe = (int) rank * ports + portRank;
        HostState host = hosts[(int) rank];
        tally.answeredLate++;
        if (Verdicts.fromHost(outcome)) {
            evidence.answeredLate(host);
            host.answeredLate = true;
            hear(host, nowNanos);
        }
        if (RetryRule.of(outcome.reason()) == RetryRule.FINAL) {
            record(host, probe, outcome, 0, nowNanos);
        }
    }

    /** An attempt ended by its time-out. */
    void timedOut(int probe, long sentNanos, long nowNanos) {
        HostState host = leave(probe);
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
            int lost = ledger.silentAttempts(probe);
            tally.answeredLate += rttNanos > evidence.timeoutNanos(host, lost) ? 1 : 0;
            if (patience.concerns(outcome)) {
                evidence.timed(host, rttNanos);
                patience.unreachable(host, port(probe), nowNanos - rttNanos);
            } else {
                evidence.answered(host, lost, rttNanos, nowNanos);
                host.rate().answered();
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
            again(host, probe, nowNanos + RetryRule.LATER_NANOS, nowNanos);
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
        } else if (!counts || ledger.silentAttempts(probe) < attemptsFor(host, nowNanos)) {
            againSpaced(host, probe, nowNanos);
        } else {
            ledger.concludeSilence(probe);
            decided(host, nowNanos);
        }
    }

    private int attemptsFor(HostState host, long nowNanos) {
        return patience.attempts(host, evidence.attemptsFor(host, limits, nowNanos));
    }

    private void againSpaced(HostState host, int probe, long nowNanos) {
        again(host, probe, nowNanos + evidence.spacingNanos(host, ledger.silentAttempts(probe)), nowNanos);
    }

    private void faulted(HostState host, int probe, Reason reason, long nowNanos) {
        tally.sent--;
        tally.localFaults++;
        faults.faulted(reason, nowNanos);
        if (RetryRule.of(reason) == RetryRule.FEWER_IN_FLIGHT) {
            concurrency.exhausted(nowNanos);
            again(host, probe, nowNanos + RetryRule.SOON_NANOS, nowNanos);
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
        again(host, probe, due, nowNanos);
    }

    private void again(HostState host, int probe, long dueNanos, long nowNanos) {
        if (closed(host, nowNanos)) {
            settle(host, probe, nowNanos);
        } else {
            schedule.requeue(host, probe, dueNanos, nowNanos);
        }
    }

    /** Whether nothing more is sent to the host; looks at its time, too. */
    private boolean closed(HostState host, long nowNanos) {
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

    /** Whether no probe waits or is under way. Silences may still be taken back. */
    boolean allDecided() {
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

    /**
     * Looks whether every silence can stand, once all else is decided, and queues those that need another attempt. A host
     * whose time is used up gets none: where its silence cannot stand, its ports were not probed in time.
     *
     * @return whether all stand: the unit is finished
     */
    boolean concludeSilence(long nowNanos) {
        boolean doubtful = doubt.takeDoubt();
        for (HostState host : hosts) {
            host.hurried = host.takeHurried();
            host.vitals.beginLook();
        }
        for (int probe = 0; probe < unit.size(); probe++) {
            if (ledger.isSilent(probe)) {
                concludeSilence(host(probe), probe, doubtful, nowNanos);
            }
        }
        if (pending == 0) {
            askForSignsOfLife(nowNanos);
        }
        return pending == 0;
    }

    private void concludeSilence(HostState host, int probe, boolean doubtful, long nowNanos) {
        host.doubted |= doubtful;
        if (!closed(host, nowNanos)) {
            boolean asked = ledger.silentAttempts(probe) >= attemptsFor(host, nowNanos);
            if (doubtful || host.hurried || !asked) {
                reopen(host, probe, nowNanos);
            }
            host.vitals.silence(schedule.lastSentNanos(probe));
        } else if (doubtful) {
            ledger.reopen(probe);
            ledger.record(probe, Verdicts.TIMED_OUT);
        }
    }

    /** A host that has gone leaves silence, too: its ports were not probed then. */
    private void askForSignsOfLife(long nowNanos) {
        for (HostState host : hosts) {
            int question = host.closed() ? Vitals.NONE : host.vitals.takeQuestion();
            if (question != Vitals.NONE) {
                host.pending++;
                pending++;
                again(host, question, nowNanos + host.vitals.delayNanos(), nowNanos);
            } else if (!host.closed() && host.vitals.gone()) {
                suspend(host);
            }
        }
    }

    private void suspend(HostState host) {
        int first = host.rank * ports;
        for (int probe = first; probe < first + ports; probe++) {
            if (ledger.isSilent(probe) && host.vitals.isSince(schedule.lastSentNanos(probe))) {
                ledger.reopen(probe);
                ledger.record(probe, Verdicts.SUSPENDED);
            }
        }
    }

    /** The unit ends before its time: gives back the hosts with a silence that cannot stand, too. */
    void withholdDoubtfulSilence(long nowNanos) {
        boolean doubtful = doubt.untrusted();
        for (int probe = 0; probe < unit.size(); probe++) {
            HostState host = host(probe);
            if (ledger.isSilent(probe) && host.reported()) {
                if (doubtful || ledger.silentAttempts(probe) < attemptsFor(host, nowNanos)) {
                    host.standing = HostState.Standing.BROKEN;
                }
            }
        }
    }

    /** More loss than thought asks for more attempts of the silent ports: at once, while other work is left to do beside. */
    void reconsiderSilence(long nowNanos) {
        int wanted = evidence.pathAttempts(nowNanos);
        if (wanted <= attemptsConsidered) {
            return;
        }
        attemptsConsidered = wanted;
        for (int probe = 0; probe < unit.size(); probe++) {
            HostState host = host(probe);
            boolean open = ledger.isSilent(probe) && !host.closed();
            if (open && ledger.silentAttempts(probe) < attemptsFor(host, nowNanos)) {
                reopen(host, probe, nowNanos);
            }
        }
    }

    /** Its silences so far were no silences. */
    private void reopenSilences(HostState host, long nowNanos) {
        int first = host.rank * ports;
        for (int probe = first; probe < first + ports; probe++) {
            if (ledger.isSilent(probe)) {
                reopen(host, probe, nowNanos);
            }
        }
    }

    private void reopen(HostState host, int probe, long nowNanos) {
        ledger.reopen(probe);
        host.pending++;
        pending++;
        againSpaced(host, probe, nowNanos);
    }

    /** The counters of drops on this machine were read. */
    void checkedDrops(boolean anyDropped) {
        doubt.checked(anyDropped, tally.silent, anyDropped && inFlight() > 0);
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
                minSilent > 0 && doubt.untrusted(),
                report.elapsedMillis(nowNanos)));
    }

    /** How far it is; the rate is since the report before. */
    UnitProgress progress(long sinceNanos) {
        return report.progress(pending, tally.sent, sinceNanos);
    }

    // ---- what is asked of it

    void limit(ProbeLimits newLimits) {
        limits = newLimits;
        pace = Pace.of(newLimits.maxPps());
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
