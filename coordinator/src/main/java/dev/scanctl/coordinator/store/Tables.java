package dev.scanctl.coordinator.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/** The tables as one work sees them, within its transaction. Used by the thread that runs the work. */
public final class Tables {
    private final Sql sql;
    private final Clock clock;
    private final ScanTable scans;
    private final UnitTable units;
    private final SegmentTable segments;
    private final AgentTable agents;
    private final ResultTable results;
    private final OutcomeTable outcomes;
    private final GapTable gaps;
    private final DiscoveryTable discovery;
    private final RemarkTable remarks;
    private final RequestTable requests;
    private final LabelTable labels;
    private final FilterTable filters;
    private final TimelineTable timelines;
    private final SeenHostTable seenHosts;
    private final BacklogTable backlog;
    private final PrunedTable pruned;
    private long commitNo;

    Tables(Connection connection, Clock clock) {
        this.sql = new Sql(connection);
        this.clock = clock;
        this.scans = new ScanTable(sql, this);
        this.units = new UnitTable(sql, this);
        this.segments = new SegmentTable(sql, this);
        this.agents = new AgentTable(sql);
        this.results = new ResultTable(sql, this);
        this.outcomes = new OutcomeTable(sql);
        this.gaps = new GapTable(sql);
        this.discovery = new DiscoveryTable(sql);
        this.remarks = new RemarkTable(sql);
        this.requests = new RequestTable(sql, this);
        this.labels = new LabelTable(sql);
        this.filters = new FilterTable(sql, this);
        this.timelines = new TimelineTable(sql);
        this.seenHosts = new SeenHostTable(sql);
        this.backlog = new BacklogTable(sql);
        this.pruned = new PrunedTable(sql, this);
    }

    public ScanTable scans() {
        return scans;
    }

    public UnitTable units() {
        return units;
    }

    public SegmentTable segments() {
        return segments;
    }

    public AgentTable agents() {
        return agents;
    }

    public ResultTable results() {
        return results;
    }

    public OutcomeTable outcomes() {
        return outcomes;
    }

    public RequestTable requests() {
        return requests;
    }

    public DiscoveryTable discovery() {
        return discovery;
    }

    public RemarkTable remarks() {
        return remarks;
    }

    public LabelTable labels() {
        return labels;
    }

    public FilterTable filters() {
        return filters;
    }

    public TimelineTable timelines() {
        return timelines;
    }

    public SeenHostTable seenHosts() {
        return seenHosts;
    }

    public BacklogTable backlog() {
        return backlog;
    }

    public PrunedTable pruned() {
        return pruned;
    }

    public GapTable gaps() {
        return gaps;
    }

    /** For tables of packages beside this one. */
    public Sql sql() {
        return sql;
    }

    /** Milliseconds since 1970 by the coordinator's clock. */
    public long nowMs() {
        return clock.millis();
    }

    /** The newest transaction that wrote results, as this transaction sees it: a watermark for readers. */
    public long watermark() throws SQLException {
        return sql.first("SELECT commit_no FROM store_meta WHERE id = 1", row -> row.getLong(1))
                .orElseThrow();
    }

    int generation() throws SQLException {
        return sql.first("SELECT generation FROM store_meta WHERE id = 1", row -> row.getInt(1))
                .orElseThrow();
    }

    /** Number of the running write transaction; raises the watermark with it. */
    long commitNo() throws SQLException {
        if (commitNo == 0) {
            commitNo = watermark() + 1;
            sql.update("UPDATE store_meta SET commit_no = ? WHERE id = 1", commitNo);
        }
        return commitNo;
    }

    /** Called by the writer before each work: a work that is undone takes its number with it. */
    void nextWork() {
        commitNo = 0;
    }
}
