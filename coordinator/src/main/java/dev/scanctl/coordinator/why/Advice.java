package dev.scanctl.coordinator.why;

import dev.scanctl.wire.Reason;

/** What an operator can do about a port that was not looked at. */
final class Advice {
    private Advice() {}

    static String on(Reason reason, long scanId) {
        return switch (reason) {
            case LOCAL_PORTS, LOCAL_DESCRIPTORS, LOCAL_BUFFERS -> "raise the agent's limits, then 'scanctl retry " + scanId + "'";
            case LOCAL_ROUTE, LOCAL_FIREWALL, LOCAL_LINK, LOCAL_DROPS, LOCAL_OTHER ->
                "mend the agent's machine (its log says more), then 'scanctl retry " + scanId + "'";
            case AGENT_REFUSED -> "see the agents' logs, or give the segment another agent, then 'scanctl retry " + scanId + "'";
            case QUARANTINED -> "see the logs of the agents that held it, then 'scanctl retry " + scanId + "'";
            case POLICY -> "only the owner of the agent's machine can allow it, in the policy file there";
            case SUSPENDED -> "'scanctl retry " + scanId + "' later, or scan with a lower --rate";
            case HOST_TIMEOUT -> "scan again with a longer --host-timeout";
            case NOT_TOLD -> "'scanctl submit --like " + scanId + "' looks itself";
            case CANCELLED -> "'scanctl submit --like " + scanId + "' scans the same anew";
            default -> "";
        };
    }
}
