package dev.scanctl.agent.accuracy;

import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;

/** Verdicts of a scan held against the truth, port by port. */
final class Score {
    long ports;
    long open;
    /** Open ports that were taken for silent ones. */
    long missedOpen;
    /** Ports that answer otherwise and were taken for silent ones. */
    long missedOther;
    /** Ports said to be open that are not. */
    long falseOpen;
    /** Any other state that the truth does not allow: an answer that the port never gave. */
    long invented;
    /** Ports without a verdict, with the reason for it. */
    long gaps;

    long attempts;

    double virtualSeconds;

    static Score of(World world, SimScan scan) {
        Score score = new Score();
        for (UnitOutcome outcome : scan.finished.values()) {
            outcome.hosts().forEach(host -> score.count(world, host));
        }
        score.attempts = world.network.counts().sent();
        score.virtualSeconds = scan.elapsedSeconds();
        return score;
    }

    private void count(World world, UnitOutcome.Host host) {
        for (Run run : host.runs().list()) {
            for (int port = run.firstPort(); port <= run.lastPort(); port++) {
                count(world.truth(host.address(), port), run.outcome(), world.silence());
            }
        }
    }

    private void count(Outcome truth, Outcome verdict, Outcome silence) {
        boolean isOpen = truth.state() == PortState.OPEN;
        ports++;
        open += isOpen ? 1 : 0;
        if (verdict == truth) {
            return;
        }
        if (verdict.state() == PortState.OPEN) {
            falseOpen++;
        } else if (verdict == silence) {
            missedOpen += isOpen ? 1 : 0;
            missedOther += isOpen ? 0 : 1;
        } else if (verdict.state() == PortState.NOT_PROBED || verdict.state() == PortState.UNKNOWN) {
            gaps++;
        } else {
            invented++;
        }
    }

    void add(Score other) {
        ports += other.ports;
        open += other.open;
        missedOpen += other.missedOpen;
        missedOther += other.missedOther;
        falseOpen += other.falseOpen;
        invented += other.invented;
        gaps += other.gaps;
        attempts += other.attempts;
        virtualSeconds += other.virtualSeconds;
    }
}
