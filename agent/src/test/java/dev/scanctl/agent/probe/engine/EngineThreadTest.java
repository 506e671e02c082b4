package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.agent.probe.OpenFinding;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineThreadTest {
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    private final Ends ends = new Ends();

    @Test
    void unitsOfManyThreadsAreFinished() throws InterruptedException {
        LocalTransport transport = new LocalTransport();
        try (EngineThread engine = new EngineThread("engine test", transport, ends)) {
            engine.start();
            Thread[] callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                int first = 10 * i;
                callers[i] = Thread.ofPlatform().start(() -> {
                    for (int id = first; id < first + 10; id++) {
                        engine.add(Units.of(id, 2, 100, Units.FREE));
                    }
                });
            }
            for (Thread caller : callers) {
                caller.join();
            }
            await().until(() -> ends.finished.size() == 40);
        }
        assertThat(transport.closed).isTrue();
        assertThat(transport.owner).isEqualTo("engine test");
    }

    @Test
    void commandReachesAWaitingEngineAtOnce() {
        try (EngineThread engine = new EngineThread("engine test", new LocalTransport(), ends)) {
            engine.start();
            engine.add(Units.of(1, 1, 10, Units.FREE));
            await().until(() -> ends.finished.containsKey(1L));
            long start = System.nanoTime();
            engine.add(Units.of(2, 1, 10, Units.FREE));
            await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> ends.finished.containsKey(2L));

            assertThat(System.nanoTime() - start).isLessThan(500_000_000L);
        }
    }

    @Test
    void listenerMayGiveOrders() {
        EngineThread[] holder = new EngineThread[1];
        ends.onFinished = unit -> {
            if (unit.id() < 20) {
                holder[0].add(Units.of(unit.id() + 1, 1, 5, Units.FREE));
            }
        };
        try (EngineThread engine = new EngineThread("engine test", new LocalTransport(), ends)) {
            holder[0] = engine;
            engine.start();
            engine.add(Units.of(1, 1, 5, Units.FREE));

            await().until(() -> ends.finished.size() == 20);
        }
    }

    @Test
    void failureGivesBackEveryUnitAndThoseThatComeLater() {
        LocalTransport transport = new LocalTransport();
        transport.failing = true;
        try (EngineThread engine = new EngineThread("failing engine", transport, ends)) {
            engine.start();
            engine.add(Units.of(1, 1, 10, Units.FREE));
            await().until(() -> ends.refused.containsKey(1L));
            engine.add(Units.of(2, 1, 10, Units.FREE));
            await().until(() -> ends.refused.containsKey(2L));
        }
        assertThat(ends.refused).containsEntry(1L, Reason.LOCAL_OTHER).containsEntry(2L, Reason.LOCAL_OTHER);
        assertThat(transport.closed).isTrue();
    }

    @Test
    void closingTwiceOrBeforeTheStartIsHarmless() {
        LocalTransport transport = new LocalTransport();
        EngineThread unstarted = new EngineThread("engine test", transport, ends);
        unstarted.close();
        unstarted.close();
        unstarted.add(Units.of(1, 1, 1, Units.FREE));

        assertThat(transport.closed).isTrue();
        assertThat(ends.finished).isEmpty();
    }

    private static final class Ends implements UnitListener {
        private final Map<Long, UnitOutcome> finished = new ConcurrentHashMap<>();
        private final Map<Long, Reason> refused = new ConcurrentHashMap<>();
        private Consumer<ProbeUnit> onFinished = unit -> {};

        @Override
        public void found(ProbeUnit unit, OpenFinding finding) {}

        @Override
        public void finished(ProbeUnit unit, UnitOutcome outcome) {
            finished.put(unit.id(), outcome);
            onFinished.accept(unit);
        }

        @Override
        public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
            refused.put(unit.id(), reason);
        }

        @Override
        public void progress(List<UnitProgress> units) {}
    }

    /** Answers every probe at the next poll, which waits as a kernel would. */
    private static final class LocalTransport implements Transport {
        private final Semaphore wakeUps = new Semaphore(0);
        private final Queue<Integer> open = new ArrayDeque<>();
        private volatile boolean closed;
        private volatile boolean failing;
        private volatile String owner = "";

        @Override
        public Method method() {
            return Method.CONNECT;
        }

        @Override
        public int capacity() {
            return 64;
        }

        @Override
        public void send(int attempt, Address target, int port, Replies replies) {
            if (failing) {
                throw new IllegalStateException("the transport of this test fails");
            }
            owner = Thread.currentThread().getName();
            open.add(attempt);
        }

        @Override
        public void abandon(int attempt) {
            open.remove(attempt);
        }

        @Override
        public void poll(long maxWaitNanos, Replies replies) {
            if (open.isEmpty() && maxWaitNanos > 0) {
                awaitWakeUp(maxWaitNanos);
            }
            for (Integer attempt = open.poll(); attempt != null; attempt = open.poll()) {
                replies.reply(attempt, CLOSED);
            }
        }

        private void awaitWakeUp(long maxWaitNanos) {
            try {
                if (wakeUps.tryAcquire(maxWaitNanos, TimeUnit.NANOSECONDS)) {
                    wakeUps.drainPermits();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("the engine's thread is never interrupted", e);
            }
        }

        @Override
        public void wakeUp() {
            assertThat(closed).as("a closed transport is not woken").isFalse();
            wakeUps.release();
        }

        @Override
        public boolean localDrops() {
            return false;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
