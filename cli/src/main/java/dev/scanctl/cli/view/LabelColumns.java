package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.Label;
import java.util.List;

/** The fields of a label. */
public final class LabelColumns {
    private LabelColumns() {}

    public static List<Column<Label>> of() {
        return List.of(
                always("label", "LABEL", Label::getName),
                always("addresses", "ADDRESSES", Label::getAddresses),
                elastic("ranges", "RANGES", label -> label.getRangesList().stream().map(Shown::range).toList()));
    }

    /** What a change came to. */
    public static String sentence(Label label) {
        return label.getRangesCount() == 0
                ? "No address has the label " + label.getName() + " any more."
                : Words.count(label.getAddresses()) + (label.getAddresses() == 1 ? " address has" : " addresses have")
                        + " the label " + label.getName() + ".";
    }
}
