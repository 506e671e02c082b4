package dev.scanctl.coordinator;

import dev.scanctl.coordinator.access.AgentIdentities;
import dev.scanctl.coordinator.access.ApiTokens;
import dev.scanctl.coordinator.access.Identities;
import dev.scanctl.coordinator.access.Operators;
import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.desk.DeskAgents;
import dev.scanctl.coordinator.rpc.EnrolmentEndpoint;
import dev.scanctl.coordinator.rpc.IdentityEndpoint;
import dev.scanctl.coordinator.rpc.KnownAgents;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.coordinator.rpc.guard.ProvenCallers;
import dev.scanctl.coordinator.rpc.guard.UnprovenCallers;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.coordinator.trust.CallerTrust;
import dev.scanctl.coordinator.trust.CoordinatorKeys;
import io.grpc.BindableService;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Who is let in: by TLS 1.3 with certificates and tokens where the installation has an authority, else whoever comes. */
final class Admission implements KnownAgents {
    private final Identities identities;
    private final Optional<Authorities> authorities;
    private final Clock clock;

    private Admission(Identities identities, Optional<Authorities> authorities, Clock clock) {
        this.identities = identities;
        this.authorities = authorities;
        this.clock = clock;
    }

    /**
     * Reads the authority beside the store.
     *
     * @throws IOException if its files cannot be read, or others may; or if there is none and calls are to be taken by TCP. Only a
     *     store in memory does without
     */
    static Admission of(CoordinatorConfig config, Store store) throws IOException {
        Clock clock = config.clock();
        Optional<Authorities> authorities = config.data() != null && Authorities.in(config.data())
                ? Optional.of(Authorities.open(config.data(), clock))
                : Optional.empty();
        boolean exposed = config.listeners().stream().anyMatch(ListenOn.Tcp.class::isInstance);
        if (config.data() != null && exposed && authorities.isEmpty()) {
            throw new IOException("calls by TCP are taken by TLS only, and there is no authority in " + config.data()
                    + " yet: scan-coordinator init --data " + config.data());
        }
        Identities identities = new Identities(
                new Operators(store), new ApiTokens(store, clock), new AgentIdentities(store, clock), clock);
        return new Admission(identities, authorities, clock);
    }

    Callers callers() {
        return authorities.isPresent() ? new ProvenCallers(identities) : new UnprovenCallers();
    }

    /** What TCP connections are encrypted with; empty: they are not. */
    Optional<SslContext> tls() {
        return authorities.map(this::tls);
    }

    private SslContext tls(Authorities of) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(new CoordinatorKeys(of, clock));
            return GrpcSslContexts.configure(builder, SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .trustManager(new CallerTrust(of, clock))
                    .clientAuth(ClientAuth.OPTIONAL)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java platform has no TLS 1.3", e);
        }
    }

    List<AgentIdentityRow> agents() {
        return identities.agents().list();
    }

    @Override
    public Optional<AgentIdentityRow> find(String id) {
        return identities.agents().find(id);
    }

    @Override
    public boolean isBehind(AgentIdentityRow agent) {
        return authorities.filter(of -> !MessageDigest.isEqual(of.newest().pin(), agent.authority())).isPresent();
    }

    /** The calls about identities; none without an authority. */
    List<BindableService> services(Audit audit, DeskAgents desk) {
        return authorities
                .map(of -> {
                    EnrolmentEndpoint certificates = new EnrolmentEndpoint(identities, of, audit, clock);
                    return List.<BindableService>of(
                            certificates, new IdentityEndpoint(identities, of, certificates, desk));
                })
                .orElse(List.of());
    }
}
