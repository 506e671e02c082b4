package dev.scanctl.agent;

import dev.scanctl.agent.engines.EngineEvents;
import dev.scanctl.agent.engines.EnginePool;
import dev.scanctl.agent.identity.Enrolled;
import dev.scanctl.agent.identity.Renewal;
import dev.scanctl.agent.lease.Connector;
import dev.scanctl.agent.lease.LeasedWork;
import dev.scanctl.agent.linux.CompilerThreads;
import dev.scanctl.agent.policy.PolicyFile;
import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.wire.Method;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One agent: leases units from a coordinator, probes them, reports what it saw.
 *
 * <pre>
 *  coordinator ── session ──▶ Connector ──▶ LeasedWork ──▶ EnginePool ──▶ transports ──▶ targets
 *       ▲                                    │      ▲         │     ▲           │
 *       └──── report ◀── Reporter ◀──────────┘      └─────────┘     └─ EngineEvents ◀── outcomes
 * </pre>
 */
public final class Agent implements AutoCloseable {
    /** How finely time-outs, heartbeats and lapses are looked at. */
    private static final Duration TICK = Duration.ofMillis(50);
    /** Results on their way at the end get this long to be answered. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(1_500);

    private static final Duration HANG_UP = Duration.ofSeconds(1);

    private final ControlThread control = new ControlThread("agent-control");
    private final EnginePool engines;
    private final LeasedWork work;
    private final Connector connector;
    private final UUID agentId;
    private final Set<Method> methods;
    private final Optional<Renewal> renewal;
    private final Owner owner;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Completed by the control thread once nothing is left to be told. Null: not closing yet. */
    private volatile @Nullable CompletableFuture<@Nullable Void> settled;

    /**
     * An agent that dials {@link AgentConfig#coordinator} as whom it enrolled.
     *
     * @throws IllegalArgumentException if the configuration asks for what this machine does not have
     */
    public static Agent enrolled(AgentConfig config, Enrolled enrolled, PolicyFile policy) {
        Dial dial = Dial.parse(config.coordinator());
        Renewal renewal = new Renewal(
                dial.coordinator(), config.stateDir(), enrolled, InstantSource.system(), new SecureRandom());
        return new Agent(
                config,
                () -> dial.open(renewal.credentials()),
                Optional.of(renewal),
                Owner.of(policy),
                UUID.fromString(enrolled.id()));
    }

    /**
     * Reads or makes the agent's identity and opens its transports.
     *
     * @param dial makes a new channel to the coordinator for each attempt to connect; the agent shuts it down
     * @throws IllegalArgumentException if the configuration asks for what this machine does not have
     * @throws UncheckedIOException if the state directory cannot be used
     */
    public Agent(AgentConfig config, Supplier<ManagedChannel> dial) {
        this(config, dial, Optional.empty(), Owner.local(), identity(config));
    }

    private Agent(
            AgentConfig config, Supplier<ManagedChannel> dial, Optional<Renewal> renewal, Owner owner, UUID id) {
        RandomGenerator random = new SecureRandom();
        LongSupplier clock = Transports.clock();
        this.agentId = id;
        this.renewal = renewal;
        this.owner = owner;
        long incarnation = incarnation(random);
        List<Transport> transports = Transports.open(config.effort(), owner.raw()).stream()
                .map(owner::before)
                .toList();
        EngineEvents events = new EngineEvents(control);
        engines = new EnginePool(engines(transports, events, clock), clock);
        methods = EnumSet.copyOf(transports.stream().map(Transport::method).toList());
        LeasedWork.Capacity capacity = new LeasedWork.Capacity(
                methods, config.effort().maxUnits(), owner.maxPps(config.effort().maxRatePps()), Transports.onLink(methods),
                owner, InstantSource.system());
        work = new LeasedWork(engines, capacity, agentId.toString(), incarnation, clock);
        engines.tell(work);
        events.deliverTo(engines, this::tick);
        Hello hello = Greeting.of(config, agentId, incarnation, transports);
        Connector.Line line = new Connector.Line(
                config.coordinator(), dial, control, () -> renewal.ifPresent(Renewal::soon));
        connector = new Connector(line, hello, work, clock, random);
    }

    private static UUID identity(AgentConfig config) {
        try {
            return Identity.in(config.stateDir());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an identity in " + config.stateDir() + ": " + e, e);
        }
    }

    /** Tells this process from any other of the same identity; never 0. */
    private static long incarnation(RandomGenerator random) {
        long drawn = random.nextLong();
        return drawn == 0 ? 1 : drawn;
    }

    private static List<EngineThread> engines(List<Transport> transports, EngineEvents events, LongSupplier clock) {
        List<EngineThread> threads = new ArrayList<>();
        for (Transport transport : transports) {
            threads.add(new EngineThread("agent-engine-" + threads.size(), transport, events, clock));
        }
        return threads;
    }

    /** Who it is, from its own file. */
    public UUID id() {
        return agentId;
    }

    /** How its probes can ask. */
    public Set<Method> methods() {
        return Set.copyOf(methods);
    }

    /** Starts all threads and the first attempt to connect; returns at once. Once. */
    public void start() {
        CompilerThreads.stepBack();
        owner.start();
        engines.start();
        control.every(TICK, this::tick);
    }

    private void tick() {
        engines.tick();
        work.tick();
        connector.tick();
        renewal.ifPresent(Renewal::tick);
        CompletableFuture<@Nullable Void> waiting = settled;
        if (waiting != null && connector.settled()) {
            waiting.complete(null);
        }
    }

    /** Hands units back, waits a moment for the last answers, ends the streams and stops all threads. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<@Nullable Void> quiet = new CompletableFuture<>();
        settled = quiet;
        control.execute(connector::stop);
        await(quiet, LAST_ANSWERS);
        CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
        control.execute(() -> {
            connector.finish();
            gone.complete(null);
        });
        await(gone, HANG_UP);
        connector.hangUp(HANG_UP);
        engines.close();
        control.close();
        owner.close();
    }

    private static void await(CompletableFuture<@Nullable Void> future, Duration most) {
        try {
            future.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Nobody answered in time: the coordinator finds out by the end of the stream.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
