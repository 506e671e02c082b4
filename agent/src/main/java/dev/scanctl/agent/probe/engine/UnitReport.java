package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is told of a unit: its open ports as they are found, its progress, its outcome. Gives clock time outwards. */
final class UnitReport {
    private final ProbeUnit unit;
    private final UnitListener listener;
    private final long originNanos;
    private final long startedNanos;
    private final List<OpenFinding> open = new ArrayList<>();
    /** Attempts sent at the last report of progress. */
    private long sentBefore;
    /** Never falls, though a silence may be taken back. */
    private int probesDone;

    /**
     * @param originNanos the engine's start, on its clock
     * @param nowNanos since then, as all times below
     */
    UnitReport(ProbeUnit unit, UnitListener listener, long originNanos, long nowNanos) {
        this.unit = unit;
        this.listener = listener;
        this.originNanos = originNanos;
        this.startedNanos = nowNanos;
    }

    /** An open port was found now. */
    void found(HostState host, int port, Outcome outcome, int attempts, long rttNanos, long nowNanos) {
        int rttMicros = (int) Math.min(Integer.MAX_VALUE, rttNanos / 1000);
        OpenFinding finding =
                new OpenFinding(host.address, port, outcome, rttMicros, attempts, originNanos + nowNanos);
        open.add(finding);
        listener.found(unit, finding);
    }

    UnitProgress progress(int pending, long sent, long sinceNanos) {
        probesDone = Math.max(probesDone, unit.size() - pending);
        long ratePps = (sent - sentBefore) * 1_000_000_000L / Math.max(1, sinceNanos);
        sentBefore = sent;
        return new UnitProgress(unit.id(), probesDone, open.size(), Math.max(0, ratePps));
    }

    /** The verdicts of all hosts that are finished and reported. */
    UnitOutcome outcome(HostState[] hosts, Ledger ledger, UnitOutcome.Quality quality, List<Remark> remarks) {
        AddressSet addresses = unit.addresses();
        open.removeIf(finding -> !hosts[(int) addresses.rankOf(finding.address())].finished());
        open.sort(Comparator.comparing(OpenFinding::address).thenComparingInt(OpenFinding::port));
        return new UnitOutcome(ledger.finished(hosts, originNanos), open, quality, remarks);
    }

    long elapsedMillis(long nowNanos) {
        return (nowNanos - startedNanos) / 1_000_000;
    }
}
