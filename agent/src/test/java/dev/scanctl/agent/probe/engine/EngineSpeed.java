package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What the engine itself costs: attempts a second over transports that do nothing. Not a test; run it by hand. Prints a
 * line for answers at once, for answers that come later, and for silence.
 */
final class EngineSpeed {
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    private static final int ROUNDS = 5;

    private EngineSpeed() {}

    @SuppressWarnings("SystemOut") // what this program is for
    public static void main(String[] arguments) {
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf(
                    "answers at once %,d/s, later %,d/s, never %,d/s%n",
                    attemptsPerSecond(Answers.AT_ONCE, 1),
                    attemptsPerSecond(Answers.LATER, 1),
                    attemptsPerSecond(Answers.NEVER, 2));
        }
    }

    private enum Answers {
        AT_ONCE,
        LATER,
        NEVER
    }

    private static long attemptsPerSecond(Answers answers, int attemptsPerProbe) {
        Silent listener = new Silent();
        Engine engine = new Engine(new NullTransport(answers), listener, 0);
        ProbeLimits limits = new ProbeLimits(0, 0, 2_000, attemptsPerProbe, 10, 0);
        IntFunction<ProbeUnit> unit = id -> Units.of(id, 16, 4_000, limits);
        long start = System.nanoTime();
        int units = 16;
        long now = 0;
        for (int id = 0; id < units; id++) {
            engine.add(unit.apply(id));
        }
        while (listener.ended < units) {
            now += Math.min(1_000_000_000L, Math.max(100_000, engine.step(now)));
        }
        long nanos = System.nanoTime() - start;
        return (long) (units * 64_000L * attemptsPerProbe * 1e9 / nanos);
    }

    private static final class Silent implements UnitListener {
        private int ended;

        @Override
        public void found(ProbeUnit unit, OpenFinding finding) {}

        @Override
        public void finished(ProbeUnit unit, UnitOutcome outcome) {
            ended++;
        }

        @Override
        public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
            throw new IllegalStateException("refused: " + reason);
        }

        @Override
        public void progress(List<UnitProgress> units) {}
    }

    private static final class NullTransport implements Transport {
        private final Answers answers;
        private final int[] open = new int[20_000];
        private int count;

        NullTransport(Answers answers) {
            this.answers = answers;
        }

        @Override
        public Method method() {
            return Method.CONNECT;
        }

        @Override
        public int capacity() {
            return open.length;
        }

        @Override
        public void send(int attempt, Address target, int port, Replies replies) {
            switch (answers) {
                case AT_ONCE -> replies.reply(attempt, CLOSED);
                case LATER -> open[count++] = attempt;
                case NEVER -> {}
            }
        }

        @Override
        public void abandon(int attempt) {}

        @Override
        public void poll(long maxWaitNanos, Replies replies) {
            int due = count;
            count = 0;
            for (int i = 0; i < due; i++) {
                replies.reply(open[i], CLOSED);
            }
        }

        @Override
        public void wakeUp() {}

        @Override
        public boolean localDrops() {
            return false;
        }

        @Override
        public void close() {}
    }
}
