package dev.scanctl.coordinator.query.diff;

import dev.scanctl.coordinator.query.Pages;
import dev.scanctl.proto.v1.ChangeCount;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.DiffSummary;
import dev.scanctl.proto.v1.Difference;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts differences, joins neighbouring ports alike, and makes pages. Owned by the thread that compares. */
final class DiffPages {
    private static final int PAGE = 500;

    private final Pages<DiffPage> pages;
    private final DiffRequest request;
    private final Map<ChangeKind, Long> counts = new EnumMap<>(ChangeKind.class);
    private long comparable;
    private DiffPage.Builder page = DiffPage.newBuilder();
    /** The newest difference, which the next one may go on with. */
    private @Nullable Difference last;
    private boolean wanted = true;
    private boolean sent;

    DiffPages(Pages<DiffPage> pages, DiffRequest request) {
        this.pages = pages;
        this.request = request;
    }

    boolean wanted() {
        return wanted;
    }

    void comparable(long ports) {
        comparable += ports;
    }

    void count(ChangeKind kind, long more) {
        counts.merge(kind, more, Long::sum);
    }

    /** Whether differences of a kind are sent and not only counted. */
    boolean lists(ChangeKind kind) {
        return switch (kind) {
            case CHANGE_KIND_OPENED, CHANGE_KIND_CLOSED, CHANGE_KIND_FILTERED, CHANGE_KIND_NEW_HOST, CHANGE_KIND_GONE_HOST -> true;
            case CHANGE_KIND_NOT_COMPARABLE, CHANGE_KIND_BY_METHOD -> request.getAll();
            case CHANGE_KIND_UNCHANGED, CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    /** @param joins neighbouring planned ports alike are one difference */
    void add(Difference difference, boolean joins) {
        if (last != null && joins && request.getMergePorts() && goesOn(last, difference)) {
            last = last.toBuilder().setLastPort(difference.getLastPort()).clearService().build();
            return;
        }
        flush();
        last = difference;
    }

    private static boolean goesOn(Difference last, Difference next) {
        return last.getFirstPort() > 0
                && last.getLastPort() + 1 == next.getFirstPort()
                && alike(last).equals(alike(next));
    }

    private static Difference alike(Difference difference) {
        return difference.toBuilder().clearFirstPort().clearLastPort().clearService().build();
    }

    private void flush() {
        if (last != null) {
            page.addDifferences(last);
            last = null;
        }
        if (page.getDifferencesCount() >= PAGE) {
            send();
        }
    }

    /** Some addresses are compared: who waits for the first difference gets it now. */
    void windowEnds() {
        if (!sent) {
            flush();
            if (page.getDifferencesCount() > 0) {
                send();
            }
        }
    }

    private void send() {
        if (wanted) {
            wanted = pages.take(page.build());
        }
        page = DiffPage.newBuilder();
        sent = true;
    }

    void finish(List<String> gaps) {
        flush();
        DiffSummary.Builder summary = DiffSummary.newBuilder().setComparable(comparable).addAllGaps(gaps);
        new TreeMap<>(counts)
                .forEach((kind, count) ->
                        summary.addCounts(ChangeCount.newBuilder().setKind(kind).setCount(count)));
        if (wanted) {
            wanted = pages.take(page.setSummary(summary).build());
        }
    }
}
