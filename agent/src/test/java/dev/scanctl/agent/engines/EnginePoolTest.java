package dev.scanctl.agent.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real engine threads over hosts that answer at once; this test's thread is the control thread. */
@Timeout(60)
class EnginePoolTest {
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    private static final ProbeLimits FREE = new ProbeLimits(0, 0, 64, 2, 4, 0);
    private static final PortSet PORTS = PortSet.of(new PortRange(1, 50));
    private static final AddressSet HOSTS =
            AddressSet.of(new AddressRange(Address.v4(10 << 24 | 3), Address.v4(10 << 24 | 200)));

    private final LinkedBlockingQueue<Runnable> control = new LinkedBlockingQueue<>();
    private final EngineEvents events = new EngineEvents(control::add);
    private final List<Wire> wires = List.of(new Wire(), new Wire(), new Wire());
    private final Told told = new Told();
    private final EnginePool pool = new EnginePool(
            wires.stream().map(wire -> new EngineThread("engine", wire, events)).toList(), System::nanoTime);

    @AfterEach
    void close() {
        pool.close();
    }

    private void start() {
        pool.tell(told);
        events.deliverTo(pool, pool::tick);
        pool.start();
    }

    private void runUntilEnded() {
        await().pollInterval(5, TimeUnit.MILLISECONDS).atMost(40, TimeUnit.SECONDS).until(() -> {
            for (Runnable task = control.poll(); task != null; task = control.poll()) {
                task.run();
            }
            return told.outcome != null;
        });
    }

    @Test
    void aUnitOfSeveralEnginesEndsOnceWithEveryPortOfEveryHost() {
        start();
        pool.add(unit(FREE));

        runUntilEnded();

        UnitOutcome outcome = told.outcome();
        assertThat(told.ends).isEqualTo(1);
        assertThat(outcome.hosts()).extracting(UnitOutcome.Host::address).containsExactlyElementsOf(each(HOSTS));
        for (UnitOutcome.Host host : outcome.hosts()) {
            for (int port = 1; port <= 50; port++) {
                assertThat(host.runs().at(port)).isEqualTo(truth(host.address(), port));
            }
        }
        assertThat(outcome.open()).isSortedAccordingTo(
                Comparator.comparing(OpenFinding::address).thenComparingInt(OpenFinding::port));
        assertThat(told.found).hasSize(outcome.open().size());
        assertThat(outcome.quality().sent()).isEqualTo(HOSTS.size() * 50);
    }

    @Test
    void eachHostIsAskedByOneEngineWhateverTheUnit() {
        start();
        pool.add(unit(FREE));
        runUntilEnded();
        pool.ended(1);
        told.outcome = null;
        pool.add(new ProbeUnit(
                2, Method.CONNECT, Protocol.TCP, HOSTS.slice(50, 120), PortSet.of(new PortRange(80, 130)), 9, FREE));
        runUntilEnded();

        Set<Address> seen = new TreeSet<>();
        for (Wire wire : wires) {
            assertThat(wire.asked).isNotEmpty();
            for (Address host : wire.asked) {
                assertThat(seen.add(host)).as("%s is asked by one engine", host).isTrue();
            }
        }
        assertThat(seen).containsExactlyElementsOf(each(HOSTS));
    }

    @Test
    void aPartThatIsRefusedRefusesTheUnitAndLosesNoFinishedHost() {
        wires.get(1).fault = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL);
        start();
        pool.add(unit(FREE));

        runUntilEnded();

        assertThat(told.refusal).isEqualTo(Reason.LOCAL_FIREWALL);
        assertThat(told.ends).isEqualTo(1);
        List<Address> others = each(HOSTS).stream().filter(host -> Sharding.of(host, 3) != 1).toList();
        assertThat(told.outcome().hosts()).extracting(UnitOutcome.Host::address).containsExactlyElementsOf(others);
    }

    @Test
    void noSecondHoldsMoreThanTheCapOverAllEngines() {
        start();
        pool.add(new ProbeUnit(
                1, Method.CONNECT, Protocol.TCP, HOSTS.slice(0, 9), PORTS, 7, FREE.withRates(150, 0)));

        runUntilEnded();

        List<Long> sent = wires.stream().flatMap(wire -> wire.sentNanos.stream()).sorted().toList();
        assertThat(sent).hasSize(9 * 50);
        for (int i = 150; i < sent.size(); i++) {
            assertThat(sent.get(i) - sent.get(i - 150)).as("from %s on", i - 150).isGreaterThan(990_000_000L);
        }
    }

    private static ProbeUnit unit(ProbeLimits limits) {
        return new ProbeUnit(1, Method.CONNECT, Protocol.TCP, HOSTS, PORTS, 7, limits);
    }

    private static Outcome truth(Address host, int port) {
        return (host.low() * 31 + port) % 17 == 0 ? OPEN : CLOSED;
    }

    private static List<Address> each(AddressSet of) {
        List<Address> addresses = new ArrayList<>();
        for (long rank = 0; rank < of.size(); rank++) {
            addresses.add(of.at(rank));
        }
        return addresses;
    }

    private static final class Told implements UnitListener {
        final List<OpenFinding> found = new ArrayList<>();
        @Nullable UnitOutcome outcome;
        @Nullable Reason refusal;
        int ends;

        UnitOutcome outcome() {
            return Objects.requireNonNull(outcome);
        }

        @Override
        public void found(ProbeUnit unit, OpenFinding finding) {
            found.add(finding);
        }

        @Override
        public void finished(ProbeUnit unit, UnitOutcome of) {
            outcome = of;
            ends++;
        }

        @Override
        public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
            refusal = reason;
            outcome = finishedHosts;
            ends++;
        }

        @Override
        public void progress(List<UnitProgress> units) {
            assertThat(units).extracting(UnitProgress::id).doesNotHaveDuplicates();
        }
    }

    /** Hosts that answer at the next poll. */
    private static final class Wire implements Transport {
        final Set<Address> asked = new ConcurrentSkipListSet<>();
        final Queue<Long> sentNanos = new ConcurrentLinkedQueue<>();
        volatile @Nullable Outcome fault;
        private final Map<Integer, Outcome> answers = new ConcurrentHashMap<>();
        private final Queue<Integer> open = new ArrayDeque<>();
        private final Semaphore wakeUps = new Semaphore(0);

        @Override
        public Method method() {
            return Method.CONNECT;
        }

        @Override
        public int capacity() {
            return 256;
        }

        @Override
        public void send(int attempt, Address target, int port, Replies replies) {
            asked.add(target);
            sentNanos.add(System.nanoTime());
            Outcome ours = fault;
            answers.put(attempt, ours == null ? truth(target, port) : ours);
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
                replies.reply(attempt, Objects.requireNonNull(answers.get(attempt)));
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
            wakeUps.release();
        }

        @Override
        public boolean localDrops() {
            return false;
        }

        @Override
        public void close() {}
    }
}
