package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.ApiTokenInfo;
import dev.scanctl.proto.v1.OperatorInfo;
import java.util.List;

/** The fields of operators and API tokens. */
public final class IdentityColumns {
    private IdentityColumns() {}

    public static List<Column<OperatorInfo>> ofOperators() {
        return List.of(
                elastic("name", "NAME", OperatorInfo::getName),
                always("roles", "ROLES", OperatorInfo::getRolesList),
                always("created", "CREATED", o -> Shown.time(o.getCreatedMs())),
                always("revoked", "REVOKED", o -> Shown.time(o.getRevokedMs())));
    }

    public static List<Column<ApiTokenInfo>> ofTokens() {
        return List.of(
                always("id", "ID", ApiTokenInfo::getId),
                elastic("name", "NAME", ApiTokenInfo::getName),
                always("roles", "ROLES", ApiTokenInfo::getRolesList),
                always("expires", "EXPIRES", t -> Shown.time(t.getExpiresMs())),
                always("last_used", "LAST USED", t -> Shown.time(t.getLastUsedMs())),
                always("revoked", "REVOKED", t -> Shown.time(t.getRevokedMs())));
    }
}
