package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanHead;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * All scans from a segment, those that go on first, then by their ends, the last first. They are read as far as they are asked for, for the
 * answer is mostly among the first. Used within one transaction.
 */
final class EndedScans implements Iterable<ScanHead> {
    private static final int PAGE = 16;

    private final Tables tables;
    private final int segmentId;
    private final List<ScanHead> read = new ArrayList<>();
    private boolean all;

    EndedScans(Tables tables, int segmentId) {
        this.tables = tables;
        this.segmentId = segmentId;
    }

    @Override
    public Iterator<ScanHead> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                if (next == read.size() && !all) {
                    readMore();
                }
                return next < read.size();
            }

            @Override
            public ScanHead next() {
                return read.get(next++);
            }
        };
    }

    private void readMore() {
        try {
            if (read.isEmpty()) {
                read.addAll(tables.scans().goingOn(segmentId));
            }
            List<ScanHead> more = read.isEmpty() || read.getLast().endedMs() == 0
                    ? tables.scans().lastEnded(segmentId, Long.MAX_VALUE, Long.MAX_VALUE, PAGE)
                    : tables.scans().lastEnded(segmentId, read.getLast().endedMs(), read.getLast().id(), PAGE);
            read.addAll(more);
            all = more.size() < PAGE;
        } catch (SQLException e) {
            throw new PastRuns.Failed(e);
        }
    }
}
