package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.measure.RetryRule;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.List;

/** What is known of each probe of a unit: the best answer so far, silent attempts, faults. */
final class Ledger {
    private final PortSet ports;
    private final Outcome silence;
    private final DrawnOrder order;
    private final ProbeCells cells;

    Ledger(ProbeUnit unit, DrawnOrder order, ProbeCells cells) {
        this.ports = unit.ports();
        this.order = order;
        this.silence = Verdicts.silence(unit.protocol());
        this.cells = cells;
    }

    /** Probes of the unit. */
    int size() {
        return cells.size();
    }

    /** Rank of the probe's host. */
    int host(int probe) {
        return order.host(probe);
    }

    /** The probe of the port of this rank at the host of that. */
    int probe(int hostRank, int portRank) {
        return order.probe(hostRank, portRank);
    }

    boolean isEmpty(int probe) {
        return cells.code(probe) == 0;
    }

    boolean isSilent(int probe) {
        return cells.code(probe) == silence.code();
    }

    boolean isOpen(int probe) {
        return !isEmpty(probe) && Outcome.ofCode(cells.code(probe)).state() == PortState.OPEN;
    }

    boolean isClosed(int probe) {
        return !isEmpty(probe) && Outcome.ofCode(cells.code(probe)).state() == PortState.CLOSED;
    }

    /** Whether an answer is known that no other attempt can better. */
    boolean isFinal(int probe) {
        return !isEmpty(probe) && RetryRule.of(Outcome.ofCode(cells.code(probe)).reason()) == RetryRule.FINAL;
    }

    /** Whether this is the answer that is known. */
    boolean holds(int probe, Outcome outcome) {
        return !isEmpty(probe) && Outcome.ofCode(cells.code(probe)).equals(outcome);
    }

    /** Attempts of the probe that brought nothing, 0 to 127. */
    int silentAttempts(int probe) {
        return cells.silentAttempts(probe);
    }

    void attemptStayedSilent(int probe) {
        cells.addSilentAttempt(probe);
    }

    /** Counts a fault and gives how many there were. */
    int countFault(int probe) {
        return cells.addFault(probe);
    }

    void concludeSilence(int probe) {
        cells.setCode(probe, silence.code());
    }

    /** Takes the silence back. */
    void reopen(int probe) {
        cells.setCode(probe, 0);
    }

    /** Keeps the better of what is known and this. */
    void record(int probe, Outcome outcome) {
        Outcome best = isEmpty(probe) ? outcome : Verdicts.better(Outcome.ofCode(cells.code(probe)), outcome);
        cells.setCode(probe, best.code());
    }

    /** All verdicts of the hosts that are finished and reported, ascending. */
    List<UnitOutcome.Host> finished(HostState[] hosts, long originNanos) {
        List<UnitOutcome.Host> verdicts = new ArrayList<>();
        for (HostState host : hosts) {
            if (host.finished()) {
                Runs runs = Runs.of(ports, rank -> Outcome.ofCode(cells.code(probe(host.rank, rank))));
                verdicts.add(new UnitOutcome.Host(host.address, runs, originNanos + host.lastVerdictNanos));
            }
        }
        return verdicts;
    }

    /** Fewest attempts of a silent port over these hosts; 0: none is silent. */
    int minSilentAttempts(HostState[] hosts) {
        int fewest = Integer.MAX_VALUE;
        for (int probe = 0; probe < cells.size(); probe++) {
            if (isSilent(probe) && hosts[order.host(probe)].finished()) {
                fewest = Math.min(fewest, silentAttempts(probe));
            }
        }
        return fewest == Integer.MAX_VALUE ? 0 : fewest;
    }
}
