package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;

import dev.scanctl.cli.context.Contexts;
import dev.scanctl.cli.context.NamedContext;
import dev.scanctl.cli.output.Column;
import java.util.List;
import java.util.Optional;

/** The fields of a context. */
public final class ContextColumns {
    private ContextColumns() {}

    public static List<Column<NamedContext>> of(Contexts contexts) {
        return List.of(
                shown("USED", c -> used(contexts, c) ? "*" : ""),
                machine("used", c -> used(contexts, c)),
                always("name", "NAME", NamedContext::name),
                always("coordinator", "COORDINATOR", NamedContext::coordinator),
                elastic("from", "FROM", NamedContext::segments));
    }

    private static boolean used(Contexts contexts, NamedContext context) {
        return contexts.current().equals(Optional.of(context.name()));
    }
}
