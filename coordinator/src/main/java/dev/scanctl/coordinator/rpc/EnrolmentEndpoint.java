package dev.scanctl.coordinator.rpc;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Identities;
import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.coordinator.trust.Authority;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.EnrollRequest;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.proto.v1.RenewRequest;
import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Possession;
import dev.scanctl.trust.Subject;
import io.grpc.stub.StreamObserver;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;

/** Certificates for agents that enrol, and anew for all who have one. */
public final class EnrolmentEndpoint extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {
    private final Identities identities;
    private final Authorities authorities;
    private final Audit audit;
    private final InstantSource clock;

    public EnrolmentEndpoint(Identities identities, Authorities authorities, Audit audit, InstantSource clock) {
        this.identities = identities;
        this.authorities = authorities;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<CertificateReply> caller) {
        String source = Callers.current().source();
        Answers.once(caller, () -> enroll(request, source));
    }

    private CertificateReply enroll(EnrollRequest request, String source) {
        byte[] secretHash = Certificates.sha256(request.getTokenSecret().toByteArray());
        if (!identities.agents().knows(request.getTokenId(), secretHash)) {
            throw new AccessRefused(AccessRefused.Cause.DENIED, "the token is not known here");
        }
        AuditEntry.Event asked = AuditEntry.Event.ASKED;
        audit.record(entry(request, source, asked, "name=" + request.getName()));
        try {
            PublicKey key = key(request);
            AgentIdentityRow agent =
                    identities.agents().enroll(request.getTokenId(), secretHash, key, request.getName());
            return agent(agent, key);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            audit.later(entry(request, source, AuditEntry.Event.REFUSED, String.valueOf(cause.getMessage())));
            throw e;
        }
    }

    private static AuditEntry entry(EnrollRequest request, String source, AuditEntry.Event event, String what) {
        return new AuditEntry("join-token:" + request.getTokenId(), source, "EnrolmentService/Enroll", event, what);
    }

    private static PublicKey key(EnrollRequest request) {
        try {
            return Possession.check(
                    request.getPublicKey().toByteArray(), request.getTokenId(), request.getProof().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<CertificateReply> caller) {
        Caller who = Callers.current();
        Answers.once(caller, () -> renew(who));
    }

    private CertificateReply renew(Caller who) {
        X509Certificate certificate = who.certificate();
        if (certificate == null) {
            throw new AccessRefused(AccessRefused.Cause.NOT_NOW, "only who calls with a certificate can renew it");
        }
        Subject subject = Subject.of(certificate).orElseThrow();
        return switch (subject) {
            case Subject.Operator operator -> operator(operator, certificate.getPublicKey());
            case Subject.Agent agent -> agent(identities.agents().require(agent.id()), certificate.getPublicKey());
        };
    }

    private CertificateReply agent(AgentIdentityRow agent, PublicKey key) {
        CertificateReply.Builder reply = believed()
                .setAgentId(agent.id())
                .setSegment(agent.segment())
                .setSpace(agent.space())
                .setName(agent.name());
        return switch (agent.standing()) {
            case PENDING -> reply.build();
            case APPROVED, DRAINED -> reply.setCertificate(certify(agent, key)).build();
            case EVICTED, BANNED -> throw new AccessRefused(
                    AccessRefused.Cause.DENIED, "agent " + agent.name() + " is " + agent.standing().word());
        };
    }

    private ByteString certify(AgentIdentityRow agent, PublicKey key) {
        Authority authority = authorities.newest();
        X509Certificate certificate =
                authority.client(new Subject.Agent(agent.id()), key, clock.instant());
        identities.agents().certified(agent.id(), certificate.getNotAfter().getTime(), authority.pin());
        return der(certificate);
    }

    /** A certificate for an operator whose key is known. */
    CertificateReply operator(Subject.Operator operator, PublicKey key) {
        X509Certificate certificate =
                authorities.newest().client(operator, key, clock.instant());
        return believed().setCertificate(der(certificate)).setName(operator.name()).build();
    }

    private CertificateReply.Builder believed() {
        CertificateReply.Builder reply = CertificateReply.newBuilder();
        authorities.believed().forEach(authority -> reply.addAuthorities(der(authority)));
        return reply;
    }

    private static ByteString der(X509Certificate certificate) {
        try {
            return ByteString.copyFrom(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was made cannot be written", e);
        }
    }
}
