package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fields of an observation. */
public final class ObservationColumns {
    private ObservationColumns() {}

    /**
     * @param withReason the reason stands in the narrow table too
     */
    public static List<Column<Observation>> of(boolean withReason) {
        List<Column<Observation>> columns = new ArrayList<>(List.of(
                elastic("segment", "SEGMENT", Observation::getSegment),
                always("address", "ADDRESS", o -> Shown.address(o.getAddress(), o.getZone())),
                shown("PORT", o -> Shown.ports(o.getFirstPort(), o.getLastPort(), o.getProtocol())),
                machine("port", o -> (long) o.getFirstPort()),
                machine("protocol", o -> Shown.protocol(o.getProtocol())),
                always("state", "STATE", o -> Shown.state(o.getState()))));
        columns.add(
                withReason
                        ? always("reason", "REASON", o -> Shown.reason(o.getReason()))
                        : wide("reason", "REASON", o -> Shown.reason(o.getReason())));
        columns.addAll(List.of(
                wide("method", "METHOD", o -> Shown.method(o.getMethod())),
                elastic("service", "SERVICE", o -> Shown.nonEmpty(o.getService())),
                new Column<>("", "RTT", Column.Place.WIDE, o -> rtt(o.getRttMicros())),
                machine("rtt_micros", o -> Shown.nonZero(o.getRttMicros())),
                wide("attempts", "ATTEMPTS", o -> Shown.nonZero(Math.max(o.getAttempts(), o.getSilentAttempts()))),
                always("observed", "OBSERVED", o -> Shown.time(o.getObservedMs())),
                wide("scan", "SCAN", Observation::getScanId),
                machine("space", Observation::getSpace),
                wide("names", "NAMES", Observation::getNamesList),
                wide("flags", "FLAGS", o -> o.getRemarksList().stream().map(RemarkText::label).toList())));
        return columns;
    }

    private static String rtt(int micros) {
        return micros == 0 ? "-" : String.format(Locale.ROOT, "%.3f ms", micros / 1000.0);
    }

    /** The line that announces an open port while its scan runs. */
    public static String found(Observation o, String segment) {
        String service = o.getService().isEmpty() ? "" : " " + o.getService();
        String address = Shown.address(o.getAddress(), o.getZone());
        return Shown.state(o.getState()) + "  " + address + " "
                + Shown.ports(o.getFirstPort(), o.getLastPort(), o.getProtocol()) + service + " from " + segment;
    }
}
