package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow.Standing;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.trust.Subject;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Who an agent is by its certificate, whatever it says itself; one without (the local one) is believed. */
final class AgentVouching {
    private final Caller caller;
    private final KnownAgents known;
    private final Optional<AgentIdentityRow> identity;

    AgentVouching(Caller caller, KnownAgents known) {
        this.caller = caller;
        this.known = known;
        X509Certificate certificate = caller.certificate();
        Optional<Subject> subject = certificate == null ? Optional.empty() : Subject.of(certificate);
        this.identity = subject.filter(Subject.Agent.class::isInstance)
                .map(Subject.Agent.class::cast)
                .flatMap(agent -> known.find(agent.id()));
    }

    /** The hello with identity, name and place as they were enrolled. */
    Hello vouched(Hello said) {
        return identity.map(row -> said.toBuilder()
                        .setAgentId(row.id())
                        .setName(row.name())
                        .setSegment(row.segment())
                        .setSpace(row.space())
                        .setFreeSlots(freeSlots(said.getFreeSlots()))
                        .build())
                .orElse(said);
    }

    /** Units that it may be given beyond those it has: as it says, or none where it is drained now. */
    int freeSlots(int said) {
        boolean drained = identity.flatMap(row -> known.find(row.id()))
                .filter(row -> row.standing() == Standing.DRAINED)
                .isPresent();
        return drained ? 0 : said;
    }

    /** Whether there is an authority that the agent may not know. */
    boolean isBehind() {
        return identity.filter(known::isBehind).isPresent();
    }

    String agentId(String said) {
        return identity.map(AgentIdentityRow::id).orElse(said);
    }

    AuditEntry refused(String why) {
        return new AuditEntry(caller.actor(), caller.source(), "AgentService/Session", AuditEntry.Event.REFUSED, why);
    }
}
