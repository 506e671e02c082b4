package dev.scanctl.coordinator.desk;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.Holds;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.TakenBack;
import dev.scanctl.coordinator.lease.table.LeaseTable;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.ScanState;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The one place where leases are given and taken: a thread named {@code lease-desk} that owns the {@link LeaseTable},
 * fed by events from any thread. It never waits for the store; answers come back as events.
 *
 * <p>Scans that were running are to be added before agents are let in, or agents would drop what they hold. A scan that
 * rests, or whose cancelled units are put away, is forgotten; a retry adds it again.
 */
public final class LeaseDesk implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LeaseDesk.class.getName());
    private static final long TICK_NANOS = 250_000_000;
    /** Events between two looks at the clock. */
    private static final int MOST_IN_A_TURN = 64;

    private final Store store;
    private final DeskQueue events;
    private final DeskStore wishes;
    private final DeskLines lines;
    private final DeskAgents agents;
    private final LeaseTable table;
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();

    public LeaseDesk(Store store, Ingest ingest, LeaseListener listener, LeaseTimes times, Clock clock) {
        this(store, ingest, listener, times, clock, System::nanoTime);
    }

    /** @param nanos monotonic clock */
    LeaseDesk(Store store, Ingest ingest, LeaseListener listener, LeaseTimes times, Clock clock, LongSupplier nanos) {
        this.store = store;
        this.events = new DeskQueue(nanos);
        this.wishes = new DeskStore(store, ingest, events);
        this.lines = new DeskLines(times, store.generation(), clock);
        this.table = new LeaseTable(
                times,
                store.generation(),
                nanos.getAsLong(),
                wishes,
                lines,
                listener,
                sentence -> LOG.log(Level.INFO, sentence));
        this.thread = Thread.ofPlatform().name("lease-desk").daemon().unstarted(this::run);
        this.agents = new DeskAgents(store, this::post, events, lines, listener, clock);
    }

    /** To be called before {@link #start}: whether scans may be probed. */
    public void heed(Holds holds) {
        table.heed(holds);
    }

    public void start() {
        thread.start();
    }

    /** What agents' streams talk to. */
    public DeskAgents agents() {
        return agents;
    }

    /** A new scan, one that was there before the start, or one that goes on after a pause. Reads the store. */
    public void scanAdded(ScanRow scan, Plan plan) {
        ScanTerms terms = StoredTerms.of(scan, plan);
        DeskStore.Loaded loaded = store.read(tables -> DeskStore.load(tables, scan.id()));
        post(table -> add(terms, scan.state(), loaded));
    }

    private void add(ScanTerms terms, ScanState state, DeskStore.Loaded loaded) {
        boolean paused = state == ScanState.SCAN_STATE_PAUSED;
        if (!table.knows(terms.scanId())) {
            table.addScan(terms, paused, loaded.starts(), loaded.rows(), events.nowNanos());
        } else if (!paused) {
            table.edit(terms, events.nowNanos());
            table.resume(terms.scanId(), events.nowNanos());
        }
    }

    public void scanPaused(long id) {
        post(table -> table.pause(id, events.nowNanos()));
    }

    public void scanCancelled(long id) {
        post(table -> table.cancel(id, events.nowNanos()));
    }

    /** Rates, priority or exclusions have changed. */
    public void scanEdited(ScanRow scan) {
        post(table -> {
            ScanTerms before = table.terms(scan.id());
            if (before != null) {
                table.edit(StoredTerms.of(scan, before.plan()), events.nowNanos());
            }
        });
    }

    /** Units were put back in the store; the scan's row says that it runs. */
    public void unitsRetried(long id) {
        post(table -> {
            if (table.knows(id)) {
                table.reload(id);
            } else {
                Thread.ofVirtual().name("retry-scan-" + id).start(() -> addStored(id));
            }
        });
    }

    private void addStored(long id) {
        store.read(tables -> tables.scans().byId(id))
                .filter(row -> row.state() == ScanState.SCAN_STATE_RUNNING)
                .ifPresent(row -> scanAdded(row, Plan.decode(row.plan())));
    }

    public void scanDeleted(long id) {
        post(table -> table.remove(id));
    }

    /** Who may be probed has changed; completes on the desk's thread when agents are told, ahead of all that waits. */
    public CompletableFuture<TakenBack> look() {
        CompletableFuture<TakenBack> taken = new CompletableFuture<>();
        events.putFirst(table -> taken.complete(table.look(events.nowNanos())));
        return taken;
    }

    /** What is going on; completes on the desk's thread, never once the desk is closed. */
    public CompletableFuture<DeskView> view() {
        CompletableFuture<DeskView> view = new CompletableFuture<>();
        post(table -> view.complete(agents.view(table)));
        return view;
    }

    private void post(Consumer<LeaseTable> event) {
        if (Thread.currentThread() == thread) {
            events.putAnswer(event);
        } else {
            events.put(event);
        }
    }

    private void run() {
        long nextTick = events.nowNanos();
        while (!closing.get()) {
            try {
                turn(nextTick - events.nowNanos());
                if (events.nowNanos() - nextTick >= 0) {
                    guarded(table -> table.look(events.nowNanos()));
                    guarded(table -> table.tick(events.nowNanos()));
                    nextTick = events.nowNanos() + TICK_NANOS;
                }
                guarded(table -> wishes.flush());
            } catch (InterruptedException e) {
                break;
            }
        }
        lines.endAll("the coordinator is stopping");
    }

    private void turn(long waitNanos) throws InterruptedException {
        Consumer<LeaseTable> event = events.poll(waitNanos);
        for (int i = 0; event != null; i++) {
            guarded(event);
            event = i < MOST_IN_A_TURN ? events.poll(0) : null;
        }
    }

    /** The outermost edge of the thread: one bad event must not stop all leases. */
    private void guarded(Consumer<LeaseTable> event) {
        try {
            event.accept(table);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "An event of the lease desk failed; leases go on.", e);
        }
    }

    /** Ends all streams of agents, which keep their leases, and returns when the thread has stopped. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            events.putAnswer(table -> {});
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
