package dev.scanctl.coordinator.query;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.ingest.ScanPlan;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the scans a query is about. Used within one transaction. */
public final class ScanViews {
    private final Tables tables;
    private final StoredPlans plans;

    public ScanViews(Tables tables, StoredPlans plans) {
        this.tables = tables;
        this.plans = plans;
    }

    /** Every scan whose results are there, oldest first. */
    public List<ScanView> all() throws SQLException {
        List<ScanView> views = new ArrayList<>();
        Set<Long> pruned = tables.pruned().all().keySet();
        Map<Long, List<ScanSegmentRow>> segments = tables.scans().segments().stream()
                .collect(Collectors.groupingBy(ScanSegmentRow::scanId));
        Map<Long, byte[]> names = tables.scans().names();
        for (ScanHead head : tables.scans().heads()) {
            if (!pruned.contains(head.id())) {
                List<ScanSegmentRow> own = segments.getOrDefault(head.id(), List.of());
                views.add(view(head, own, names.getOrDefault(head.id(), new byte[0])));
            }
        }
        return views;
    }

    /** Scans that looked at some of these addresses from some of these segments, but whose results were removed, oldest first. */
    List<Long> pruned(Filter filter) throws SQLException {
        List<Long> pruned = new ArrayList<>();
        for (long id : tables.pruned().all().keySet()) {
            Optional<ScanPlan> plan = plans.of(tables, id);
            if (plan.isPresent() && !filter.within(plan.get().addresses()).isEmpty()) {
                List<ScanSegmentRow> segments = tables.scans().segments(id);
                if (filter.segments().stream().anyMatch(one -> segments.stream().anyMatch(own -> own.segmentId() == one.id()))) {
                    pruned.add(id);
                }
            }
        }
        return pruned;
    }

    /**
     * Scans by id or name, each once, in the order of their ids; {@link NoSuchScan} if one is missing, {@link ScanPruned} if
     * its results were removed.
     */
    public List<ScanView> named(List<String> names) throws SQLException {
        Map<Long, ScanView> views = new TreeMap<>();
        for (String name : names) {
            ScanHead head = head(name).orElseThrow(() -> new NoSuchScan(name));
            Optional<Long> pruned = tables.pruned().begun(head.id());
            if (pruned.isPresent()) {
                throw new ScanPruned(head, pruned.get());
            }
            views.put(head.id(), view(head));
        }
        return List.copyOf(views.values());
    }

    private Optional<ScanHead> head(String name) throws SQLException {
        Optional<ScanHead> byId = number(name).isPresent()
                ? tables.scans().head(number(name).get())
                : Optional.empty();
        if (byId.isPresent()) {
            return byId;
        }
        Optional<ScanRow> byName = tables.scans().newestNamed(name);
        return byName.isPresent() ? tables.scans().head(byName.get().id()) : Optional.empty();
    }

    private static Optional<Long> number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private ScanView view(ScanHead head) throws SQLException {
        return view(head, tables.scans().segments(head.id()), tables.scans().names(head.id()));
    }

    private ScanView view(ScanHead head, List<ScanSegmentRow> rows, byte[] names) throws SQLException {
        List<SegmentRow> segments = new ArrayList<>();
        Map<Integer, Long> firstMs = new HashMap<>();
        for (ScanSegmentRow row : rows) {
            segments.add(new SegmentRow(row.segmentId(), row.segment(), row.space()));
            firstMs.put(row.segmentId(), row.firstMs());
        }
        try {
            PlanSummary findings = PlanSummary.parseFrom(names);
            return new ScanView(head, plans.of(tables, head), segments, firstMs, names(findings), findings.getZone());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new StoreException("The stored names of scan " + head.id() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<Address, List<String>> names(PlanSummary findings) {
        Map<Address, List<String>> names = new HashMap<>();
        for (ResolvedName name : findings.getNamesList()) {
            for (String address : name.getAddressesList()) {
                names.computeIfAbsent(Address.parse(address), a -> new ArrayList<>()).add(name.getName());
            }
        }
        return names;
    }
}
