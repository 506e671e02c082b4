package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Reason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One named platform thread that owns a transport and its engine. The verbs may be called from any thread, the
 * listener's calls included; they are carried out in their order, within a step of the engine.
 *
 * <p>If the engine fails, its units are refused ({@link Reason#LOCAL_OTHER}) and so is every unit that comes later, until
 * {@link #close}.
 */
public final class EngineThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EngineThread.class.getName());
    /** Some orders for each of the most units that an engine holds; a caller that is faster than a step waits. */
    private static final int MOST_COMMANDS = 4096;

    private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

    private final String name;
    private final Transport transport;
    private final UnitListener listener;
    private final LongSupplier clock;
    private final Thread thread;
    private final BlockingQueue<Consumer<Engine>> commands = new ArrayBlockingQueue<>(MOST_COMMANDS);
    /** From the listener; touched by the engine's thread only, which must never wait for itself. */
    private final Queue<Consumer<Engine>> ownCommands = new ArrayDeque<>();

    private final Object wakeLock = new Object();
    /** Guarded by {@link #wakeLock}: a closed transport must not be woken, its descriptor may be another's by then. */
    private boolean transportClosed;

    private volatile boolean closing;
    private volatile boolean failed;

    /** With {@link System#nanoTime} as the clock. */
    public EngineThread(String name, Transport transport, UnitListener listener) {
        this(name, transport, listener, System::nanoTime);
    }

    /**
     * @param transport closed with this
     * @param clock monotonic nanoseconds; one that counts suspended time keeps time-outs honest over a sleep
     */
    public EngineThread(String name, Transport transport, UnitListener listener, LongSupplier clock) {
        this.name = name;
        this.transport = transport;
        this.listener = listener;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /** How its probes ask. */
    public Method method() {
        return transport.method();
    }

    /** Starts the thread; once. */
    public void start() {
        thread.start();
    }

    /** See {@link Engine#add}; a unit whose id is in use is refused. After {@link #close} nothing is taken on. */
    public void add(ProbeUnit unit) {
        order(engine -> add(engine, unit));
    }

    /** See {@link Engine#limit}. */
    public void limit(long unitId, ProbeLimits limits) {
        order(engine -> engine.limit(unitId, limits));
    }

    /** See {@link Engine#suspend}. */
    public void suspend(long unitId) {
        order(engine -> engine.suspend(unitId));
    }

    /** See {@link Engine#resume}. */
    public void resume(long unitId) {
        order(engine -> engine.resume(unitId));
    }

    /** See {@link Engine#drop}; a call of the listener that is under way is not taken back. */
    public void drop(long unitId) {
        order(engine -> engine.drop(unitId));
    }

    /** See {@link Engine#exclude}. */
    public void exclude(long unitId, AddressSet gone) {
        order(engine -> engine.exclude(unitId, gone));
    }

    /** The engine's clock, nanoseconds; what {@link OpenFinding#atNanos} is measured by. Any thread. */
    public long nowNanos() {
        return clock.getAsLong();
    }

    /** Whether it has ended by a fault of its own and refuses all units. Any thread. */
    public boolean failed() {
        return failed;
    }

    /** Stops the thread, drops its units without a word and closes the transport; returns when that is done. */
    @Override
    public void close() {
        boolean first = !closing;
        closing = true;
        if (first && thread.getState() == Thread.State.NEW) {
            closeTransport();
            return;
        }
        wake();
        if (Thread.currentThread() != thread) {
            joinUninterruptibly();
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(Consumer<Engine> command) {
        if (Thread.currentThread() == thread) {
            ownCommands.add(command);
            return;
        }
        boolean interrupted = false;
        boolean taken = false;
        while (!taken && !closing) {
            try {
                taken = commands.offer(command, 100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        wake();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        synchronized (wakeLock) {
            if (!transportClosed) {
                transport.wakeUp();
            }
        }
    }

    private void closeTransport() {
        synchronized (wakeLock) {
            if (!transportClosed) {
                transportClosed = true;
                transport.close();
            }
        }
    }

    // ---- on the thread

    private void run() {
        Engine engine = new Engine(transport, listener, clock.getAsLong());
        try {
            probe(engine);
        } catch (RuntimeException | Error e) {
            failed = true;
            LOG.log(System.Logger.Level.ERROR, name + " failed; its units are given back", e);
            refuse(engine.units());
            refuseUntilClosed(engine);
        } finally {
            closeTransport();
        }
    }

    private void probe(Engine engine) {
        while (!closing) {
            carryOut(engine);
            long wait = engine.step(clock.getAsLong());
            engine.stepped(clock.getAsLong());
            if (wait > 0 && ownCommands.isEmpty() && !closing) {
                engine.await(Math.min(wait, LONGEST_WAIT_NANOS));
            }
        }
    }

    private void carryOut(Engine engine) {
        for (Consumer<Engine> own = ownCommands.poll(); own != null; own = ownCommands.poll()) {
            own.accept(engine);
        }
        for (Consumer<Engine> next = commands.poll(); next != null; next = commands.poll()) {
            next.accept(engine);
        }
    }

    private void add(Engine engine, ProbeUnit unit) {
        if (failed) {
            refuse(List.of(unit));
            return;
        }
        try {
            engine.add(unit);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, name + " was given unit " + unit.id() + " twice and keeps the first");
        }
    }

    /** The engine's state cannot be trusted any more: only additions are answered. */
    private void refuseUntilClosed(Engine engine) {
        while (!closing) {
            try {
                carryOut(engine);
                Consumer<Engine> next = commands.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.accept(engine);
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, name + " was interrupted, which ends nothing");
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, name + " could not carry out an order after its failure", e);
            }
        }
    }

    private void refuse(List<ProbeUnit> units) {
        UnitOutcome nothing = new UnitOutcome(List.of(), List.of(), UnitOutcome.Quality.NONE);
        for (ProbeUnit unit : units) {
            listener.refused(unit, Reason.LOCAL_OTHER, nothing);
        }
    }
}
