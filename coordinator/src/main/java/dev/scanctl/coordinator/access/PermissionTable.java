package dev.scanctl.coordinator.access;

import static dev.scanctl.coordinator.access.Effect.AT_ONCE;
import static dev.scanctl.coordinator.access.Effect.CHANGES;
import static dev.scanctl.coordinator.access.Effect.LOOKS;
import static dev.scanctl.coordinator.access.Effect.READS;
import static dev.scanctl.coordinator.access.Role.ADMIN;
import static dev.scanctl.coordinator.access.Role.AGENT;
import static dev.scanctl.coordinator.access.Role.AUDITOR;
import static dev.scanctl.coordinator.access.Role.LAPSED;
import static dev.scanctl.coordinator.access.Role.OPERATOR;
import static dev.scanctl.coordinator.access.Role.VIEWER;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Every call there is, and who may make it. A call that is not listed may be made by nobody. */
public final class PermissionTable {
    private static final Set<Role> PEOPLE = Set.of(VIEWER, OPERATOR, ADMIN, AUDITOR);
    private static final Set<Role> READERS = Set.of(VIEWER, OPERATOR, ADMIN);
    private static final Set<Role> OPERATORS = Set.of(OPERATOR, ADMIN);
    private static final Set<Role> ADMINS = Set.of(ADMIN);
    private static final Set<Role> AGENTS = Set.of(AGENT);

    private final Map<String, Permission> rows = new TreeMap<>();

    public PermissionTable() {
        scans();
        results();
        agents();
        audit();
        queries();
        identities();
        keeping();
        control();
    }

    private void scans() {
        row("ScanService/GetServerInfo", PEOPLE, LOOKS);
        row("ScanService/ListScans", PEOPLE, LOOKS);
        row("ScanService/GetScan", PEOPLE, LOOKS);
        row("ScanService/ListAgents", PEOPLE, LOOKS);
        row("ScanService/Preview", OPERATORS, LOOKS);
        row("ScanService/Submit", OPERATORS, CHANGES);
        row("ImportService/ImportScan", OPERATORS, CHANGES);
        row("ScanService/PauseScan", OPERATORS, CHANGES);
        row("ScanService/ResumeScan", OPERATORS, CHANGES);
        row("ScanService/EditScan", OPERATORS, CHANGES);
        row("ScanService/RetryScan", OPERATORS, CHANGES);
        // Ends probes: it may not wait for a disk.
        row("ScanService/CancelScan", OPERATORS, AT_ONCE);
        // Results that are deleted are gone for all.
        row("ScanService/DeleteScan", ADMINS, CHANGES);
    }

    private void results() {
        row("ScanService/WatchScan", READERS, READS);
        row("ScanService/ListResults", READERS, READS);
        row("ScanService/ListHistory", READERS, READS);
    }

    private void agents() {
        // Results that wait with agents must not depend on the log's disk more than on the store's.
        row("AgentService/Session", AGENTS, AT_ONCE);
        row("AgentService/Report", AGENTS, LOOKS);
    }

    private void audit() {
        row("AuditService/ReadAudit", Set.of(ADMIN, AUDITOR), READS);
    }

    private void queries() {
        row("QueryService/ExplainFilter", READERS, LOOKS);
        row("QueryService/ListLabels", READERS, LOOKS);
        row("QueryService/ListFilters", READERS, LOOKS);
        row("QueryService/Diff", READERS, READS);
        row("QueryService/ListHosts", READERS, READS);
        row("QueryService/GetCoverage", READERS, LOOKS);
        row("QueryService/Why", READERS, READS);
        row("QueryService/ChangeLabel", OPERATORS, CHANGES);
        row("QueryService/SaveFilter", OPERATORS, CHANGES);
        row("QueryService/DeleteFilter", OPERATORS, CHANGES);
    }

    private void identities() {
        // Goes on record by itself once the token is known: nobody fills the disk by guessing.
        row("EnrolmentService/Enroll", EnumSet.allOf(Role.class), LOOKS);
        row("EnrolmentService/Renew", Set.of(VIEWER, OPERATOR, ADMIN, AUDITOR, AGENT, LAPSED), CHANGES);
        row("IdentityService/CreateJoinToken", ADMINS, CHANGES);
        // Ends an agent's part: it may not wait for a disk.
        row("IdentityService/ActOnAgent", ADMINS, AT_ONCE);
        row("IdentityService/CreateOperator", ADMINS, CHANGES);
        row("IdentityService/RevokeOperator", ADMINS, AT_ONCE);
        row("IdentityService/ListOperators", Set.of(ADMIN, AUDITOR), LOOKS);
        row("IdentityService/CreateApiToken", ADMINS, CHANGES);
        row("IdentityService/RevokeApiToken", ADMINS, AT_ONCE);
        row("IdentityService/ListApiTokens", Set.of(ADMIN, AUDITOR), LOOKS);
        row("IdentityService/RotateAuthority", ADMINS, CHANGES);
    }

    private void keeping() {
        // Whoever has a backup has all results.
        row("KeepingService/CreateBackup", ADMINS, READS);
        row("KeepingService/Prune", ADMINS, CHANGES);
    }

    private void control() {
        // Ends all probes: it may not wait for a disk.
        row("ControlService/StopAll", OPERATORS, AT_ONCE);
        row("ControlService/ClearStop", ADMINS, CHANGES);
        row("ControlService/GetStop", PEOPLE, LOOKS);
        row("ScopeService/CreateScope", ADMINS, CHANGES);
        row("ScopeService/DeleteScope", ADMINS, AT_ONCE);
        row("ScopeService/ListScopes", PEOPLE, LOOKS);
    }

    private void row(String call, Set<Role> roles, Effect effect) {
        Permission before = rows.put(call, new Permission(roles, effect));
        if (before != null) {
            throw new IllegalStateException(call + " is listed twice");
        }
    }

    /**
     * Who may make the call; empty: nobody.
     *
     * @param call service and method without the package, such as {@code ScanService/Submit}
     */
    public Optional<Permission> of(String call) {
        return Optional.ofNullable(rows.get(call));
    }

    /** All calls that are listed. */
    public Set<String> calls() {
        return Set.copyOf(rows.keySet());
    }
}
