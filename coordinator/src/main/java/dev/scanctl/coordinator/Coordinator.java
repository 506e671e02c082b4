package dev.scanctl.coordinator;

import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.coordinator.audit.RecentAudit;
import dev.scanctl.coordinator.audit.Strangers;
import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.hold.Restraints;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TimelineBacklog;
import dev.scanctl.coordinator.notes.Labels;
import dev.scanctl.coordinator.notes.SavedFilters;
import dev.scanctl.coordinator.prune.Pruning;
import dev.scanctl.coordinator.query.CoverageQuery;
import dev.scanctl.coordinator.query.PortQuery;
import dev.scanctl.coordinator.query.ResultsQuery;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.query.diff.DiffQuery;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.query.host.HostsQuery;
import dev.scanctl.coordinator.rpc.AgentEndpoint;
import dev.scanctl.coordinator.rpc.AuditEndpoint;
import dev.scanctl.coordinator.rpc.ControlEndpoint;
import dev.scanctl.coordinator.rpc.ImportEndpoint;
import dev.scanctl.coordinator.rpc.KeepingEndpoint;
import dev.scanctl.coordinator.rpc.QueryEndpoint;
import dev.scanctl.coordinator.rpc.ScanEndpoint;
import dev.scanctl.coordinator.rpc.ScopeEndpoint;
import dev.scanctl.coordinator.rpc.guard.Guard;
import dev.scanctl.coordinator.scan.Imports;
import dev.scanctl.coordinator.scan.ScanFeed;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.scan.Scans;
import dev.scanctl.coordinator.scan.Watching;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.why.WhyQuery;
import dev.scanctl.program.BuiltVersion;
import dev.scanctl.proto.v1.ServerInfo;
import io.grpc.BindableService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A running coordinator: submit, plan, lease, ingest, store, query. Started and closed by one thread; everything it
 * holds ends with it.
 */
public final class Coordinator implements AutoCloseable {
    /** Revision of the contract that is spoken here. */
    private static final int CONTRACT = 1;

    private final CoordinatorConfig config;
    private final Store store;
    private final StoredPlans plans = new StoredPlans();
    private final ScanFeed feed;
    private final LeaseDesk desk;
    private final Scans scans;
    private final Listeners listeners;
    private final TimelineBacklog history;
    private final Optional<AuditLog> audit;
    private final Strangers strangers;

    private Coordinator(CoordinatorConfig config, Kept kept) {
        Admission admission = kept.admission();
        this.config = config;
        this.store = kept.store();
        Ingest ingest = new Ingest(store, plans);
        this.history = new TimelineBacklog(store, plans);
        this.audit = kept.audit();
        Audit records = audit.<Audit>map(log -> log).orElseGet(RecentAudit::new);
        this.strangers = new Strangers(records, config.clock());
        this.feed = new ScanFeed(config.clock());
        this.desk = new LeaseDesk(store, ingest, feed, config.leases(), config.clock());
        ScanViews views = new ScanViews(store, plans, desk);
        Scopes scopes = new Scopes(store, config.clock());
        desk.heed(new Restraints(kept.halt(), scopes, config.clock()));
        this.scans = new Scans(store, ingest, desk, feed, views, scopes);

        ScanEndpoint.Queries queries = new ScanEndpoint.Queries(
                new ResultsQuery(store, plans, NameResolver.SYSTEM),
                new HistoryQuery(store, plans, NameResolver.SYSTEM));
        Words words = new Words(store, plans, NameResolver.SYSTEM);
        Watching watching = new Watching(views, feed);
        List<BindableService> services = new ArrayList<>(admission.services(records, desk.agents()));
        services.add(new ScanEndpoint(
                store, scans, views, watching, queries, admission::agents, info(config)));
        services.add(new AgentEndpoint(desk, ingest, config.clock(), records, admission));
        services.add(new ImportEndpoint(new Imports(store, views, history, config.clock())));
        services.add(new AuditEndpoint(audit));
        services.add(new KeepingEndpoint(kept.backups(), new Pruning(store, plans, config.clock())));
        services.add(new ScopeEndpoint(scopes, desk));
        services.add(new ControlEndpoint(kept.halt(), desk, config.leases().ttl()));
        services.add(new QueryEndpoint(
                words,
                new Labels(store, words),
                new SavedFilters(store, words),
                new QueryEndpoint.Questions(
                        new DiffQuery(store, plans, words),
                        new HostsQuery(store, words),
                        new CoverageQuery(store, plans),
                        new WhyQuery(store, views, new PortQuery(store, plans), words))));
        Guard guard = new Guard(admission.callers(), records, strangers);
        this.listeners = new Listeners(config.listeners(), services, guard, admission.tls());
    }

    /**
     * Opens the store, takes up the scans that were running, and serves at every listener.
     *
     * @throws StartRefused if the data directory cannot be had, such as when another process uses it
     * @throws IOException if a listener cannot be had
     */
    public static Coordinator start(CoordinatorConfig config) throws IOException {
        Coordinator coordinator = new Coordinator(config, Kept.open(config));
        try {
            coordinator.audit.ifPresent(AuditLog::start);
            coordinator.strangers.start();
            coordinator.desk.start();
            // Before agents are let in, or they would drop what they still hold.
            coordinator.scans.start();
            coordinator.listeners.start();
            coordinator.history.start();
            return coordinator;
        } catch (IOException | RuntimeException e) {
            coordinator.close();
            throw e;
        }
    }

    private static ServerInfo info(CoordinatorConfig config) {
        return ServerInfo.newBuilder()
                .setVersion(BuiltVersion.text())
                .setContract(CONTRACT)
                .setStartedMs(config.clock().millis())
                .setListening(listening(config))
                .build();
    }

    private static String listening(CoordinatorConfig config) {
        return config.listeners().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** The TCP port of the first TCP listener, the real one where the configuration says 0; −1 if there is none. */
    public int port() {
        return listeners.port();
    }

    /** What it listens on, as shown to people. */
    public String listening() {
        return listening(config);
    }

    /** Ends calls and agents' streams, then leases, then the store; agents keep what they hold. May be called again. */
    @Override
    public void close() {
        listeners.stopAccepting();
        feed.close();
        desk.close();
        listeners.close();
        history.close();
        store.close();
        strangers.close();
        audit.ifPresent(AuditLog::close);
    }
}
