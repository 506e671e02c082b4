package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Tables;

/** The tables of this package as one work sees them. */
public record TrustTables(
        OperatorTable operators,
        ApiTokenTable apiTokens,
        JoinTokenTable joinTokens,
        AgentIdentityTable agents,
        ScopeTable scopes) {

    public static TrustTables of(Tables tables) {
        return new TrustTables(
                new OperatorTable(tables.sql()),
                new ApiTokenTable(tables.sql()),
                new JoinTokenTable(tables.sql()),
                new AgentIdentityTable(tables.sql()),
                new ScopeTable(tables.sql()));
    }
}
