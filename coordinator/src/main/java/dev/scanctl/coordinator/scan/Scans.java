package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.plan.Planner;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.SubmitResponse;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The life cycle of scans. Every change is first a compare-and-set in the store, synced, and then an order to the desk;
 * one lock keeps the two in the same order for all callers, so that the desk never ends up behind the store. A request
 * made twice changes things once.
 */
public final class Scans {
    private static final Logger LOG = System.getLogger(Scans.class.getName());

    private final Ledger ledger;
    private final Controls controls;
    private final Drafting drafting;
    private final Edits edits;
    private final Endings endings;
    private final Retries retries;
    private final ScanViews views;

    public Scans(Store store, Ingest ingest, LeaseDesk desk, ScanFeed feed, ScanViews views, Scopes scopes) {
        this.ledger = new Ledger(store);
        this.controls = new Controls(ledger, desk, feed, new ReentrantLock());
        this.drafting = new Drafting(ledger, new Planner(), scopes);
        this.edits = new Edits(controls, new TargetParser(NameResolver.SYSTEM), scopes);
        this.endings = new Endings(controls);
        this.retries = new Retries(controls, ingest);
        this.views = views;
    }

    /** Hands the scans that were running to the desk; those that were paused stay so. To be called before calls come. */
    public void start() {
        controls.feed().whenResting(new UntilStored(endings::finish, this::later)::start);
        for (ScanRow row : ledger.read(tables -> tables.scans().inState(ScanState.SCAN_STATE_RUNNING))) {
            controls.begin(row);
        }
    }

    private void later(Runnable what, Duration pause) {
        Executor now = task -> Thread.ofVirtual().name("finish-scan").start(() -> runIfOpen(task));
        if (pause.isZero()) {
            now.execute(what);
        } else {
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, now).execute(what);
        }
    }

    /** Once the coordinator is stopping, scans end with its next start. */
    private void runIfOpen(Runnable task) {
        if (controls.feed().open()) {
            task.run();
        }
    }

    /** What a submit of the same would do. Nothing is stored, nobody is told. */
    public PlanSummary preview(SubmitRequest request, Caller caller) {
        Draft draft = drafting.draft(request.getSpec(), caller);
        draft.requireOneAgent(views.live());
        return views.summary(draft);
    }

    /**
     * Plans a scan, stores it, and has it leased out.
     *
     * @param caller who must hold a scope for it, unless he is free
     */
    public SubmitResponse submit(SubmitRequest request, Caller caller) {
        SpecRules.requestId(request.getRequestId());
        Optional<ScanRow> earlier = ledger.read(tables -> tables.scans().byRequest(request.getRequestId()));
        if (earlier.isPresent()) {
            return views.submitted(earlier.get());
        }
        Draft draft = drafting.draft(request.getSpec(), caller);
        draft.requireOneAgent(views.live());
        draft.requireConfirmed(request.getConfirmed());
        return views.submitted(store(request.getRequestId(), draft));
    }

    private ScanRow store(String requestId, Draft draft) {
        return controls.inOrder(() -> {
            // Two calls with one request id may come this far; the lock lets one of them make the scan.
            Optional<ScanRow> earlier = ledger.read(tables -> tables.scans().byRequest(requestId));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            ScanRow row = ledger.write(
                    Lane.CONTROL,
                    tables -> Ledger.current(tables, tables.scans().insert(draft.row(requestId))));
            controls.begin(row);
            LOG.log(
                    Level.INFO,
                    "{0} was submitted by {1}: {2} probes from {3}.",
                    StoredScan.label(row),
                    row.owner().isEmpty() ? "somebody" : row.owner(),
                    draft.probes(),
                    String.join(", ", draft.spec().getSegmentsList()));
            return row;
        });
    }

    public Scan pause(ScanActionRequest request) {
        return act(Verb.PAUSE, request, row -> controls.desk().scanPaused(row.id()));
    }

    public Scan resume(ScanActionRequest request) {
        return act(Verb.RESUME, request, controls::begin);
    }

    public Scan cancel(ScanActionRequest request) {
        return act(Verb.CANCEL, request, row -> controls.desk().scanCancelled(row.id()));
    }

    /** One change of state, once for each request id. */
    private Scan act(Verb verb, ScanActionRequest request, Consumer<ScanRow> tellDesk) {
        SpecRules.requestId(request.getRequestId());
        long id = ledger.scan(request.getScan()).id();
        controls.inOrder(() -> {
            Optional<ScanRow> moved =
                    ledger.write(Lane.CONTROL, tables -> moved(tables, id, verb, request.getRequestId()));
            moved.ifPresent(row -> {
                tellDesk.accept(row);
                tellWatchers(row);
                LOG.log(Level.INFO, "{0} is {1}.", StoredScan.label(row), Verb.word(row.state()));
            });
            return moved;
        });
        return views.scan(id);
    }

    public Scan edit(EditScanRequest request) {
        SpecRules.requestId(request.getRequestId());
        long id = ledger.scan(request.getScan()).id();
        edits.edit(id, request);
        return views.scan(id);
    }

    /** Puts quarantined units and those with unknown ports back. */
    public RetryScanResponse retry(ScanActionRequest request) {
        SpecRules.requestId(request.getRequestId());
        long id = ledger.scan(request.getScan()).id();
        long units = retries.retry(id, request.getRequestId());
        return RetryScanResponse.newBuilder()
                .setScan(views.scan(id))
                .setUnits(units)
                .build();
    }

    /** Removes a scan that is not running, with its results; answers its id. */
    public long delete(ScanActionRequest request) {
        SpecRules.requestId(request.getRequestId());
        return endings.delete(request);
    }

    private void tellWatchers(ScanRow row) {
        if (row.state() == ScanState.SCAN_STATE_CANCELLED) {
            controls.feed().forget(row.id());
        } else {
            controls.feed().stir(row.id());
        }
    }

    /** The row after the change; empty if there was nothing to change. */
    private static Optional<ScanRow> moved(Tables tables, long id, Verb verb, String requestId) throws SQLException {
        ScanRow row = Ledger.current(tables, id);
        if (!Ledger.fresh(tables, requestId, id, verb) || verb.alreadyDone(row.state())) {
            return Optional.empty();
        }
        verb.require(StoredScan.label(row), row.state());
        tables.scans().move(id, row.state(), verb.goal());
        if (verb == Verb.CANCEL) {
            tables.units().cancelOpen(id);
        }
        return Optional.of(Ledger.current(tables, id));
    }
}
