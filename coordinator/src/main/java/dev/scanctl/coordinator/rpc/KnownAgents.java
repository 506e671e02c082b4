package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import java.util.Optional;

/** What is known of agents that have certificates. May be used by any thread. */
public interface KnownAgents {
    Optional<AgentIdentityRow> find(String id);

    /** Whether its newest certificate is not of the newest authority. */
    boolean isBehind(AgentIdentityRow agent);

    /** Where nobody has a certificate. */
    static KnownAgents none() {
        return new KnownAgents() {
            @Override
            public Optional<AgentIdentityRow> find(String id) {
                return Optional.empty();
            }

            @Override
            public boolean isBehind(AgentIdentityRow agent) {
                return false;
            }
        };
    }
}
