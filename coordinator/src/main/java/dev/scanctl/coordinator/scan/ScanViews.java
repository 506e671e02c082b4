package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.query.RemarkCounts;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SubmitResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What people are shown of scans: committed rows, and beside them what the desk knows at the moment. Changes nothing. */
public final class ScanViews {
    private static final int USUAL_PAGE = 50;
    private static final int MOST_A_PAGE = 1_000;

    /** The desk answers within milliseconds; a call must not hang on one that is stopping. */
    private static final int DESK_SECONDS = 5;

    private final Ledger ledger;
    private final StoredPlans plans;
    private final LeaseDesk desk;

    public ScanViews(Store store, StoredPlans plans, LeaseDesk desk) {
        this.plans = plans;
        this.ledger = new Ledger(store);
        this.desk = desk;
    }

    /** What the desk has in memory; nothing while it is stopping. */
    public DeskView live() {
        return desk.view().completeOnTimeout(DeskView.EMPTY, DESK_SECONDS, TimeUnit.SECONDS).join();
    }

    Scan scan(long id) {
        return ScanReport.scan(stored(id), live());
    }

    private StoredScan stored(long id) {
        return ledger.read(tables -> StoredScan.whole(tables, Ledger.current(tables, id), plans));
    }

    /** The scan's id, by id or by name. */
    public long find(String scan) {
        return ledger.scan(scan).id();
    }

    public ScanProgress progress(long id) {
        DeskView live = live();
        return ScanReport.progress(stored(id), live);
    }

    public ListScansResponse list(ListScansRequest request) {
        int limit = limit(request.getLimit());
        ScanState state = request.getState() == ScanState.SCAN_STATE_UNSPECIFIED ? null : request.getState();
        if (request.getBeforeId() < 0 || state == ScanState.UNRECOGNIZED) {
            throw ScanRefused.malformed("the list of scans was asked for in a way that is not known here");
        }
        List<StoredScan> page = ledger.read(tables -> {
            List<StoredScan> read = new ArrayList<>();
            for (ScanRow row : tables.scans().page(request.getBeforeId(), limit + 1, state)) {
                read.add(StoredScan.brief(tables, row));
            }
            return read;
        });
        DeskView live = live();
        return ListScansResponse.newBuilder()
                .addAllScans(page.stream().limit(limit).map(s -> ScanReport.scan(s, live)).toList())
                .setMore(page.size() > limit)
                .build();
    }

    private static int limit(int asked) {
        if (asked < 0 || asked > MOST_A_PAGE) {
            throw ScanRefused.malformed("at most " + MOST_A_PAGE + " scans can be listed at a time");
        }
        return asked == 0 ? USUAL_PAGE : asked;
    }

    public ScanDetail detail(GetScanRequest request) {
        StoredScan stored = stored(find(request.getScan()));
        DeskView live = live();
        return ScanDetail.newBuilder()
                .setScan(ScanReport.scan(stored, live))
                .setSpec(StoredScan.spec(stored.row()))
                .setSummary(summary(stored, live))
                .addAllProgress(ScanReport.segments(stored, live))
                .addAllGaps(Gaps.of(stored))
                .addAllRemarks(remarks(stored))
                .addAllOverlayExclusions(RangeMessages.of(StoredScan.overlay(stored.row())))
                .build();
    }

    private List<RemarkCount> remarks(StoredScan stored) {
        return ledger.read(tables -> {
            List<RemarkCount> remarks = new ArrayList<>();
            for (ScanSegmentRow segment : stored.segments()) {
                remarks.addAll(
                        RemarkCounts.of(tables, stored.row().id(), segment.segmentId(), segment.segment()));
            }
            return remarks;
        });
    }

    SubmitResponse submitted(ScanRow row) {
        StoredScan stored = stored(row.id());
        DeskView live = live();
        return SubmitResponse.newBuilder()
                .setScan(ScanReport.scan(stored, live))
                .setSummary(summary(stored, live))
                .build();
    }

    PlanSummary summary(Draft draft) {
        return Summary.of(
                draft.spec(),
                draft.planned().plan(),
                Summary.findings(draft.planned()),
                draft.segments(),
                live());
    }

    private static PlanSummary summary(StoredScan stored, DeskView live) {
        List<SegmentRow> segments = stored.segments().stream()
                .map(row -> new SegmentRow(row.segmentId(), row.segment(), row.space()))
                .toList();
        return Summary.of(
                StoredScan.spec(stored.row()),
                Plan.decode(stored.row().plan()),
                StoredScan.findings(stored.row()),
                segments,
                live);
    }
}
