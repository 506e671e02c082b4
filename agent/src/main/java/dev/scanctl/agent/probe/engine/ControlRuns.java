package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.agent.probe.measure.IcmpBudgets;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Control questions under way: each a run in the place of the unit that asks them, under its id, its limits and its pace. Owned
 * by the engine's thread.
 */
final class ControlRuns {
    /** Ports that are asked for comparison are no findings. */
    static final UnitListener UNHEARD = new UnitListener() {
        @Override
        public void found(ProbeUnit unit, OpenFinding finding) {}

        @Override
        public void finished(ProbeUnit unit, UnitOutcome outcome) {}

        @Override
        public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {}

        @Override
        public void progress(List<UnitProgress> units) {}
    };

    private record Asked(UnitRun asker, ControlQuestions questions) {}

    private final IcmpBudgets budgets;
    private final long originNanos;
    private final Map<UnitRun, Asked> asked = new HashMap<>();

    /** @param originNanos the engine's start, on its clock */
    ControlRuns(IcmpBudgets budgets, long originNanos) {
        this.budgets = budgets;
        this.originNanos = originNanos;
    }

    /** What takes the place of a run that has ended well; empty: nothing is to be asked. */
    Optional<UnitRun> after(UnitRun ended, long nowNanos) {
        if (asked.containsKey(ended) || ended.hopeless() || ended.refusal() != null) {
            return Optional.empty();
        }
        ControlQuestions questions = ended.questions();
        Optional<UnitRun> control = ended.control(questions, budgets, originNanos, nowNanos);
        control.ifPresentOrElse(
                run -> asked.put(run, new Asked(ended, questions)),
                () -> ended.remark(questions.withoutQuestions(), UnitOutcome.Quality.NONE));
        return control;
    }

    /** The unit's own run, whether it or its control questions are under way. */
    UnitRun asker(UnitRun run) {
        Asked by = asked.get(run);
        return by == null ? run : by.asker;
    }

    /** The run that is to be told of: after control questions their asker, with what was found out. */
    UnitRun conclude(UnitRun ended, long nowNanos) {
        Asked by = asked.remove(ended);
        if (by == null) {
            return ended;
        }
        UnitOutcome answers = ended.outcome(nowNanos);
        by.asker.remark(by.questions.judge(answers), answers.quality());
        return by.asker;
    }

    /** Hosts are excluded while they are asked. */
    void exclude(UnitRun run, AddressSet gone, long nowNanos) {
        if (asked.containsKey(run)) {
            asker(run).exclude(gone, nowNanos);
        }
    }

    void drop(UnitRun run) {
        asked.remove(run);
    }
}
