package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Json;
import dev.scanctl.cli.output.One;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SegmentProgress;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** All there is to tell of one scan. */
public final class ScanText {
    private ScanText() {}

    public static void print(Console console, Format format, ScanDetail detail) {
        switch (format) {
            case TABLE, WIDE -> forPeople(console, format, detail);
            case JSON, JSONL -> json(console, detail);
            case CSV, XML -> rows(console, format, ScanColumns.progress(), detail.getProgressList());
        }
    }

    /** A scan that was just handed over: for people its number alone, which a shell can keep. */
    public static void accepted(Console console, Format format, Scan scan) {
        if (format.forPeople()) {
            console.dataLine(Long.toString(scan.getId()));
            console.flush();
        } else {
            One.print(console, format, ScanColumns.of(), scan);
        }
    }

    private static void forPeople(Console console, Format format, ScanDetail detail) {
        Scan scan = detail.getScan();
        field(console, "Scan", scan.getId() + (scan.getName().isEmpty() ? "" : " " + scan.getName()));
        field(console, "State", state(scan));
        field(console, "Targets", scan.getTargets());
        field(console, "Excluded", detail.getSpec().getExclusionsList().stream()
                .map(e -> e.getText())
                .collect(Collectors.joining(", ")));
        field(console, "Added", detail.getOverlayExclusionsList().stream()
                .map(r -> Shown.range(r) + " excluded while it ran")
                .collect(Collectors.joining(", ")));
        field(console, "Ports", scan.getPorts().isEmpty() ? "the default set" : scan.getPorts());
        field(console, "Left out", PlanText.leftOut(detail.getSummary()));
        field(console, "From", String.join(", ", scan.getSegmentsList()));
        field(console, "Names", detail.getSummary().getNamesList().stream()
                .map(n -> n.getName() + " = " + String.join(", ", n.getAddressesList()))
                .collect(Collectors.joining("; ")));
        field(console, "Limits", limits(detail.getSpec()));
        field(console, "Hours", detail.getSpec().getHoursList().stream()
                .flatMap(hours -> HoursText.of(hours).stream())
                .collect(Collectors.joining("; ")));
        field(console, "Scope", detail.getSpec().getScope());
        field(console, "Imported", detail.getSummary().getImported() ? "from another scanner's report" : "");
        field(console, "Owner", scan.getOwner());
        field(console, "Reason", scan.getReason());
        field(console, "Created", time(console, scan.getCreatedMs()));
        field(console, "Started", time(console, scan.getStartedMs()));
        field(console, "Ended", time(console, scan.getEndedMs()));
        field(console, "Pruned", time(console, scan.getPrunedMs()));
        field(console, "Counts", ProgressText.counts(scan.getCounts()));
        field(console, "Hosts", detail.getProgressList().stream()
                .filter(p -> p.getHostsUp() + p.getHostsDown() > 0)
                .map(p -> Words.count(p.getHostsUp()) + " up, " + Words.count(p.getHostsDown()) + " down from "
                        + p.getSegment())
                .collect(Collectors.joining("; ")));
        field(console, "Missed", detail.getProgressList().stream()
                .map(MissText::of)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; ")));
        console.data("\n");
        rows(console, format, ScanColumns.progress(), detail.getProgressList());
        block(console, Gaps.lines(detail.getGapsList()));
        block(console, RemarkText.lines(detail.getRemarksList()));
        console.flush();
    }

    private static void field(Console console, String name, String value) {
        if (!value.isEmpty()) {
            console.dataLine(String.format("%-9s", name + ":") + " " + value);
        }
    }

    private static String state(Scan scan) {
        String done = Words.percent(scan.getProbesDone(), scan.getProbesTotal()) + " of "
                + Words.count(scan.getProbesTotal(), "probe");
        return Shown.state(scan.getState()) + ", " + done
                + (scan.getStalled().isEmpty() ? "" : "; waiting: " + scan.getStalled());
    }

    private static String limits(ScanSpec spec) {
        ProbeSettings settings = spec.getSettings();
        return List.of(
                        limit(spec.getRatePps(), " probes a second"),
                        limit(spec.getHostRatePps(), " a second for each host"),
                        limit(spec.getScopePps(), " a second for all scans of its scope"),
                        limit(settings.getHostTimeoutMs(), " ms for each host"),
                        limit(spec.getPriority(), " of 100 priority"))
                .stream()
                .filter(s -> !s.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String limit(long value, String what) {
        return value == 0 ? "" : Words.count(value) + what;
    }

    private static String time(Console console, long millis) {
        @Nullable Instant time = Shown.time(millis);
        return time == null ? "" : Words.localSecond(time, console.zone());
    }

    private static void block(Console console, List<String> lines) {
        if (!lines.isEmpty()) {
            console.data("\n");
            lines.forEach(console::dataLine);
        }
    }

    private static <T> void rows(Console console, Format format, List<Column<T>> columns, List<T> list) {
        try (Rows<T> rows = Rows.to(console, format, columns)) {
            list.forEach(rows::add);
        }
    }

    private static void json(Console console, ScanDetail detail) {
        try (JsonGenerator json = Json.generator(console, false)) {
            json.writeStartObject();
            Json.fields(json, ScanColumns.of(), detail.getScan());
            array(json, "progress", ScanColumns.progress(), detail.getProgressList());
            array(json, "gaps", ScanColumns.gaps(), detail.getGapsList());
            array(json, "remarks", ScanColumns.remarks(), detail.getRemarksList());
            strings(json, "left_out_tcp", PlanText.portRanges(detail.getSummary().getLeftOutTcpList()));
            strings(json, "left_out_udp", PlanText.portRanges(detail.getSummary().getLeftOutUdpList()));
            strings(json, "added_exclusions", detail.getOverlayExclusionsList().stream().map(Shown::range).toList());
            json.writeEndObject();
        }
        console.endJson();
    }

    private static void strings(JsonGenerator json, String name, List<String> list) {
        json.writeName(name);
        json.writeStartArray();
        list.forEach(json::writeString);
        json.writeEndArray();
    }

    private static <T> void array(JsonGenerator json, String name, List<Column<T>> columns, List<T> list) {
        json.writeName(name);
        json.writeStartArray();
        list.forEach(each -> Json.object(json, columns, each));
        json.writeEndArray();
    }

    /** One line about each segment's progress, for {@link SegmentProgress} that come while watching. */
    public static List<String> progressLines(List<SegmentProgress> segments) {
        return segments.stream().map(ProgressText::line).toList();
    }
}
