package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.DiffSide;
import dev.scanctl.proto.v1.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a difference. */
public final class DiffColumns {
    private DiffColumns() {}

    /** @param across two segments are compared, not two times */
    public static List<Column<Difference>> of(boolean across) {
        List<Column<Difference>> columns = new ArrayList<>(List.of(
                always("change", "CHANGE", d -> DiffText.label(d.getKind())),
                elastic("segment", across ? "FROM" : "SEGMENT", Difference::getSegment)));
        columns.add(
                across
                        ? elastic("against", "AGAINST", Difference::getAgainst)
                        : machine("against", d -> Shown.nonEmpty(d.getAgainst())));
        columns.addAll(List.of(
                always("address", "ADDRESS", d -> Shown.address(d.getAddress())),
                shown("PORT", d -> host(d) ? null : Shown.ports(d.getFirstPort(), d.getLastPort(), d.getProtocol())),
                machine("port", d -> host(d) ? null : (Long) (long) d.getFirstPort()),
                machine("protocol", d -> host(d) ? null : Shown.protocol(d.getProtocol())),
                always("before", across ? "FROM SEES" : "WAS", d -> before(d, s -> Shown.state(s.getState()))),
                wide("before_reason", "REASON", d -> before(d, s -> Shown.reason(s.getReason()))),
                machine("before_method", d -> before(d, s -> method(s))),
                wide("before_observed", "OBSERVED", d -> before(d, s -> Shown.time(s.getObservedMs()))),
                machine("before_scan", d -> before(d, DiffSide::getScanId)),
                always("after", across ? "AGAINST SEES" : "NOW", d -> after(d, s -> Shown.state(s.getState()))),
                wide("after_reason", "REASON", d -> after(d, s -> Shown.reason(s.getReason()))),
                machine("after_method", d -> after(d, s -> method(s))),
                always("after_observed", "OBSERVED", d -> after(d, s -> Shown.time(s.getObservedMs()))),
                machine("after_scan", d -> after(d, DiffSide::getScanId)),
                elastic("service", "SERVICE", d -> Shown.nonEmpty(d.getService()))));
        return columns;
    }

    private static boolean host(Difference d) {
        return d.getProtocolValue() == 0;
    }

    private static @Nullable String method(DiffSide side) {
        return side.getMethodValue() == 0 ? null : Shown.method(side.getMethod());
    }

    private static @Nullable Object before(Difference d, Function<DiffSide, @Nullable Object> value) {
        return d.hasBefore() ? value.apply(d.getBefore()) : null;
    }

    private static @Nullable Object after(Difference d, Function<DiffSide, @Nullable Object> value) {
        return d.hasAfter() ? value.apply(d.getAfter()) : null;
    }
}
