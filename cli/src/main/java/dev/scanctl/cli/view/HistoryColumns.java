package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.HistoryEntry;
import java.util.List;

/** The fields of an interval of a port in one state. */
public final class HistoryColumns {
    private HistoryColumns() {}

    public static List<Column<HistoryEntry>> of() {
        return List.of(
                elastic("segment", "SEGMENT", HistoryEntry::getSegment),
                always("address", "ADDRESS", h -> Shown.address(h.getAddress())),
                shown("PORT", h -> Shown.ports(h.getPort(), h.getPort(), h.getProtocol())),
                machine("port", h -> (long) h.getPort()),
                machine("protocol", h -> Shown.protocol(h.getProtocol())),
                always("state", "STATE", h -> Shown.state(h.getState())),
                wide("method", "METHOD", h -> Shown.method(h.getMethod())),
                wide("service", "SERVICE", h -> Shown.nonEmpty(h.getService())),
                always("first_seen", "SINCE", h -> Shown.time(h.getFirstMs())),
                always("last_seen", "LAST CONFIRMED", h -> Shown.time(h.getLastMs())),
                wide("after", "CHANGED AFTER", h -> Shown.time(h.getBeforeMs())),
                machine("until", h -> Shown.time(h.getUntilMs())),
                wide("change", "CHANGE", HistoryColumns::change),
                wide("first_scan", "FIRST SCAN", HistoryEntry::getFirstScanId),
                wide("last_scan", "LAST SCAN", HistoryEntry::getLastScanId),
                machine("zone", h -> Shown.nonEmpty(h.getZone())),
                machine("space", HistoryEntry::getSpace));
    }

    /** Whether it follows another state, and whether that is a change of the network. */
    private static String change(HistoryEntry entry) {
        return entry.getBeforeMs() == 0 ? "first" : entry.getByMethod() ? "by-method" : "change";
    }
}
