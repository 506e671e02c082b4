package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.FilterRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The words that queries may use here: what the store knows of scans, segments, labels and saved filters. */
public final class Words {
    private final Store store;
    private final StoredPlans plans;
    private final NameResolver names;

    /** @param names asked for host names that no scan resolved */
    public Words(Store store, StoredPlans plans, NameResolver names) {
        this.store = store;
        this.plans = plans;
        this.names = names;
    }

    /** As of now. Host names mean what they meant to these scans, or if there are none to any scan. */
    public Vocabulary now(List<String> scans) {
        NameResolver known = name -> new KnownNames(store.read(tables -> views(tables, scans)), names).resolve(name);
        return store.read(tables -> new Vocabulary(
                known,
                tables.segments().list().stream().map(SegmentRow::name).toList(),
                this::scan,
                tables.labels().all(),
                tables.filters().list().stream().collect(Collectors.toMap(FilterRow::name, FilterRow::expression)),
                tables.nowMs()));
    }

    private List<ScanView> views(Tables tables, List<String> scans) throws SQLException {
        ScanViews views = new ScanViews(tables, plans);
        return scans.isEmpty() ? views.all() : views.named(scans);
    }

    private long scan(String name) {
        return store.read(
                tables -> new ScanViews(tables, plans).named(List.of(name)).getFirst().id());
    }
}
