package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.Scope;
import dev.scanctl.proto.v1.SourceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of scopes. */
public final class ScopeColumns {
    private ScopeColumns() {}

    public static List<Column<Scope>> of() {
        return List.of(
                always("name", "SCOPE", Scope::getName),
                always("holders", "HOLDERS", scope -> scope.getSpec().getHoldersList()),
                elastic("targets", "TARGETS", scope -> texts(scope.getSpec().getTargetsList())),
                wide("exclusions", "EXCLUDED", scope -> texts(scope.getSpec().getExclusionsList())),
                always("ports", "PORTS", scope -> scope.getSpec().getPorts()),
                always("max_rate", "RATE", ScopeColumns::rate),
                always("hours", "HOURS", scope -> HoursText.of(scope.getSpec().getHours())),
                always("expires", "EXPIRES", scope -> Shown.time(scope.getExpiresMs())),
                wide("granted_by", "GRANTED BY", Scope::getGrantedBy),
                wide("created", "CREATED", scope -> Shown.time(scope.getCreatedMs())));
    }

    private static @Nullable Object rate(Scope scope) {
        return scope.getSpec().getMaxPps() == 0 ? null : scope.getSpec().getMaxPps();
    }

    private static List<String> texts(List<SourceText> texts) {
        return texts.stream().map(SourceText::getText).toList();
    }
}
