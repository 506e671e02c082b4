package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.measure.DropDoubt;
import dev.scanctl.agent.probe.measure.Vitals;

/**
 * The silences of one unit: provisional until nothing else is left to do, then looked at once more. What was learnt of loss in
 * the meantime, drops on this machine, late answers, or doubt whether the host still lives may ask for another round of the
 * silent ports. Owned by the engine's thread.
 */
final class Silences {

    /** The unit, for which a probe is to be asked again. */
    interface Unit {
        /** Puts a probe that was decided back among those to be sent. */
        void again(HostState host, int probe, long dueNanos, long nowNanos);

        /** Whether nothing more is sent to the host; looks at its time, too. */
        boolean closed(HostState host, long nowNanos);

        /** A host that had answered does not any more. */
        void gone(long nowNanos);

        boolean allDecided();

        ProbeLimits limits();
    }

    private final Unit unit;
    private final HostState[] hosts;
    private final int ports;
    private final int size;
    private final Ledger ledger;
    private final Schedule schedule;
    private final Evidence evidence;
    private final IcmpPatience patience;
    private final DropDoubt doubt = new DropDoubt();
    /** What silences were held against last. */
    private int attemptsConsidered;
    /** Whether there are silences that were not believed. */
    private boolean withheld;

    Silences(
            Unit unit,
            HostState[] hosts,
            Ledger ledger,
            Schedule schedule,
            Evidence evidence,
            IcmpPatience patience) {
        this.unit = unit;
        this.hosts = hosts;
        this.size = ledger.size();
        this.ports = size / hosts.length;
        this.ledger = ledger;
        this.schedule = schedule;
        this.evidence = evidence;
        this.patience = patience;
    }

    private HostState host(int probe) {
        return hosts[ledger.host(probe)];
    }

    /** Attempts after which silence of a port of this host is believed. */
    int attemptsFor(HostState host, long nowNanos) {
        ProbeLimits limits = unit.limits();
        int patient = patience.attempts(host, evidence.attemptsFor(host, limits, nowNanos));
        return limits.manners().strict() ? Math.min(limits.maxAttempts(), patient) : patient;
    }


    /** The counters of drops on this machine were read. */
    void checkedDrops(boolean anyDropped, long silentAttempts, boolean waiting) {
        doubt.checked(anyDropped, silentAttempts, waiting);
    }

    /** Whether drops on this machine left silences that cannot be vouched for. */
    boolean untrusted() {
        return withheld;
    }

    /**
     * Looks whether every silence can stand, once all else is decided, and queues those that need another attempt. A host
     * whose time is used up gets none: where its silence cannot stand, its ports were not probed in time.
     *
     * @return whether all stand: the unit is finished
     */
    boolean conclude(long nowNanos) {
        boolean doubtful = doubt.takeDoubt();
        for (HostState host : hosts) {
            host.hurried = host.takeHurried();
            host.vitals.beginLook();
        }
        for (int probe = 0; probe < size; probe++) {
            if (ledger.isSilent(probe)) {
                conclude(host(probe), probe, doubtful, nowNanos);
            }
        }
        if (unit.allDecided()) {
            askForSignsOfLife(nowNanos);
        }
        if (unit.allDecided() && unit.limits().looksForLoss()) {
            askOfLoss(nowNanos);
        }
        if (unit.allDecided() && doubt.untrusted()) {
            withhold();
        }
        return unit.allDecided();
    }

    /** However often they were asked, packets were dropped here: what this machine may have kept to itself is no silence. */
    private void withhold() {
        for (int probe = 0; probe < size; probe++) {
            if (ledger.isSilent(probe) && host(probe).reported()) {
                withheld = true;
                ledger.reopen(probe);
                ledger.record(probe, Verdicts.DROPPED_HERE);
            }
        }
    }

    private void conclude(HostState host, int probe, boolean doubtful, long nowNanos) {
        host.doubted |= doubtful;
        if (!unit.closed(host, nowNanos)) {
            boolean asked = ledger.silentAttempts(probe) >= attemptsFor(host, nowNanos);
            if (doubtful || hurried(host, probe) || !asked) {
                reopen(host, probe, nowNanos);
            }
            host.vitals.silence(schedule.lastSentNanos(probe));
        } else if (doubtful) {
            ledger.reopen(probe);
            ledger.record(probe, Verdicts.TIMED_OUT);
        }
    }

    /** What was asked after the last late answer was waited for long enough: the time-outs had learnt from it. */
    private boolean hurried(HostState host, int probe) {
        return host.hurried && schedule.lastSentNanos(probe) <= host.answeredLateNanos;
    }

    /** A host that has gone leaves silence, too: its ports were not probed then. */
    private void askForSignsOfLife(long nowNanos) {
        for (HostState host : hosts) {
            int byLoss = evidence.lossMayExplain(host, nowNanos);
            int question = host.closed() ? Vitals.NONE : host.vitals.takeQuestion(byLoss);
            if (question != Vitals.NONE) {
                unit.again(host, question, nowNanos + host.vitals.delayNanos(), nowNanos);
            } else if (!host.closed() && host.vitals.gone(byLoss)) {
                suspend(host);
                if (!doubt.untrusted()) {
                    unit.gone(nowNanos);
                }
            }
        }
    }

    /** A host that drops nearly all it is asked shows the loss of its path by too few answers: they are asked for again. */
    private void askOfLoss(long nowNanos) {
        for (HostState host : hosts) {
            boolean asked = !host.closed() && !host.limits() && evidence.knowsLittleOf(host, nowNanos);
            int question = asked ? host.vitals.takeSample() : Vitals.NONE;
            if (question != Vitals.NONE) {
                unit.again(host, question, nowNanos + host.vitals.delayNanos(), nowNanos);
            }
        }
    }

    private void suspend(HostState host) {
        for (int port = 0; port < ports; port++) {
            int probe = ledger.probe(host.rank, port);
            if (ledger.isSilent(probe) && host.vitals.isSince(schedule.lastSentNanos(probe))) {
                ledger.reopen(probe);
                ledger.record(probe, Verdicts.SUSPENDED);
            }
        }
    }

    /** The unit ends before its time: gives back the hosts with a silence that cannot stand, too. */
    void withholdDoubtful(long nowNanos) {
        boolean doubtful = doubt.untrusted();
        for (int probe = 0; probe < size; probe++) {
            HostState host = host(probe);
            if (ledger.isSilent(probe) && host.reported()) {
                if (doubtful || ledger.silentAttempts(probe) < attemptsFor(host, nowNanos)) {
                    host.standing = HostState.Standing.BROKEN;
                }
            }
        }
    }

    /** More loss than thought asks for more attempts of the silent ports: at once, while other work is left to do beside. */
    void reconsider(long nowNanos) {
        int wanted = evidence.pathAttempts(nowNanos);
        if (wanted <= attemptsConsidered) {
            return;
        }
        attemptsConsidered = wanted;
        for (HostState host : hosts) {
            for (int port = 0; port < ports && !host.closed(); port++) {
                int probe = ledger.probe(host.rank, port);
                if (ledger.isSilent(probe) && ledger.silentAttempts(probe) < attemptsFor(host, nowNanos)) {
                    reopen(host, probe, nowNanos);
                }
            }
        }
    }

    /** Its silences so far were no silences. */
    void reopenAll(HostState host, long nowNanos) {
        for (int port = 0; port < ports; port++) {
            int probe = ledger.probe(host.rank, port);
            if (ledger.isSilent(probe)) {
                reopen(host, probe, nowNanos);
            }
        }
    }

    private void reopen(HostState host, int probe, long nowNanos) {
        ledger.reopen(probe);
        long sentNanos = schedule.lastSentNanos(probe);
        long due = evidence.againNanos(host, ledger.silentAttempts(probe), sentNanos, nowNanos);
        unit.again(host, probe, due, nowNanos);
    }
}
