package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All of an agent but its engines: a real control thread over a prober that probes nothing. */
final class RunningAgent implements AutoCloseable {
    static final int MAX_UNITS = 3;

    final FakeProber prober = new FakeProber();
    /** Added to the clock, as if the machine had slept. */
    final AtomicLong slept = new AtomicLong();

    /** Why nothing may be probed, as the owner's rules say; empty: it may. */
    volatile String closed = "";

    /** What the clock on the wall shows. */
    volatile Instant wall = Instant.EPOCH;

    /** Probes a second to one subnet, as the owner's rules say; 0: no limit. */
    volatile long subnetPps;

    private final OwnerRules rules = new OwnerRules() {
        @Override
        public long hostPps() {
            return 0;
        }

        @Override
        public long subnetPps() {
            return subnetPps;
        }

        @Override
        public String closed() {
            return closed;
        }
    };

    final LeasedWork work;
    final Connector connector;
    private final ScheduledThreadPoolExecutor control =
            new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

    RunningAgent(FakeCoordinator coordinator) {
        this(coordinator, 0);
    }

    RunningAgent(FakeCoordinator coordinator, long maxPps) {
        this(coordinator.dial(), maxPps);
    }

    RunningAgent(Supplier<ManagedChannel> dial, long maxPps) {
        work = new LeasedWork(
                prober,
                new LeasedWork.Capacity(Set.of(Method.CONNECT), MAX_UNITS, maxPps, _ -> AddressSet.EMPTY, rules, () -> wall),
                "agent-id",
                77,
                this::now);
        Hello hello = Hello.newBuilder()
                .setAgentId("agent-id")
                .setSegment("dmz")
                .setIncarnation(77)
                .build();
        Connector.Line line = new Connector.Line("the test", dial, control, () -> {});
        connector = new Connector(line, hello, work, this::now, new Random(1));
        var unused = control.scheduleWithFixedDelay(this::tick, 0, 5, TimeUnit.MILLISECONDS);
    }

    long now() {
        return System.nanoTime() + slept.get();
    }

    void sleep(Duration duration) {
        slept.addAndGet(duration.toNanos());
    }

    private void tick() {
        work.tick();
        connector.tick();
    }

    /** Does something on the control thread and waits until it is done. */
    void on(Consumer<LeasedWork> action) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        control.execute(() -> {
            action.accept(work);
            work.tick();
            done.complete(true);
        });
        try {
            done.get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    boolean pausing() {
        AtomicBoolean pausing = new AtomicBoolean();
        on(w -> pausing.set(connector.pausing()));
        return pausing.get();
    }

    /** The engine ends a unit: all its ports are closed. */
    void finish(ProbeUnit unit) {
        on(w -> w.finished(unit, Samples.closed(unit, (int) unit.addresses().size(), now())));
    }

    @Override
    public void close() {
        on(w -> connector.finish());
        connector.hangUp(Duration.ofSeconds(1));
        control.shutdownNow();
    }
}
