package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.SafeText;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.SeenHost;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The fields of a host that answered. */
public final class HostColumns {
    private HostColumns() {}

    public static List<Column<SeenHost>> of() {
        return List.of(
                always("address", "ADDRESS", h -> Shown.address(h.getAddress(), h.getZone())),
                elastic("segment", "SEGMENT", SeenHost::getSegment),
                elastic("names", "NAMES", SeenHost::getNamesList),
                always("first_seen", "FIRST SEEN", h -> Shown.time(h.getFirstMs())),
                always("last_seen", "LAST SEEN", h -> Shown.time(h.getLastMs())),
                elastic("labels", "LABELS", SeenHost::getLabelsList),
                wide("first_scan", "FIRST SCAN", SeenHost::getFirstScanId),
                wide("last_scan", "LAST SCAN", SeenHost::getLastScanId),
                machine("zone", h -> Shown.nonEmpty(h.getZone())),
                machine("space", SeenHost::getSpace));
    }

    /** What is said while earlier scans are still to come; empty: the history is complete. */
    public static Optional<String> building(long backlogScans) {
        return backlogScans == 0
                ? Optional.empty()
                : Optional.of("The history of hosts is being built: " + Words.count(backlogScans, "earlier scan")
                        + (backlogScans == 1 ? " is" : " are") + " still to be read, and what only they saw is missing here.");
    }

    /** What is said beside the history of one host. */
    public static String sentence(SeenHost host, ZoneId zone) {
        String name = host.getNamesCount() == 0 ? "" : " (" + SafeText.of(host.getNames(0)) + ")";
        return SafeText.of(Shown.address(host.getAddress(), host.getZone())) + name + " was first seen from "
                + SafeText.of(host.getSegment()) + " on " + Words.localMinute(Instant.ofEpochMilli(host.getFirstMs()), zone) + " (scan "
                + host.getFirstScanId() + "), and last on " + Words.localMinute(Instant.ofEpochMilli(host.getLastMs()), zone) + " (scan "
                + host.getLastScanId() + ").";
    }
}
