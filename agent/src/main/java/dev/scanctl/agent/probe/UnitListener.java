package dev.scanctl.agent.probe;

import dev.scanctl.wire.Reason;
import java.util.List;

/** What an engine tells about its units. Called on the engine's thread; must not block. */
public interface UnitListener {

    /** An open port, the moment it is known. */
    void found(ProbeUnit unit, OpenFinding finding);

    /** Every port of the unit has its verdict. The engine has forgotten the unit. */
    void finished(ProbeUnit unit, UnitOutcome outcome);

    /**
     * A local fault persists and the unit cannot go on. The outcome holds the hosts that were finished, if any. The
     * engine has forgotten the unit.
     *
     * @param reason one of the local reasons
     */
    void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts);

    /** Verdicts so far, at least once a second while the unit runs. */
    void progress(List<UnitProgress> units);
}
