package dev.scanctl.coordinator;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.access.Operators;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.CreateApiTokenRequest;
import dev.scanctl.proto.v1.CreateJoinTokenRequest;
import dev.scanctl.proto.v1.EnrollRequest;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.proto.v1.IdentityServiceGrpc;
import dev.scanctl.proto.v1.RevokeOperatorRequest;
import dev.scanctl.proto.v1.ScopeServiceGrpc;
import dev.scanctl.proto.v1.ScopeSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.trust.CoordinatorTrust;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Possession;
import dev.scanctl.trust.Subject;
import dev.scanctl.trust.Token;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A coordinator with an authority of its own, and those who call it by TLS. */
final class Installation implements AutoCloseable {
    private final Coordinator coordinator;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private @Nullable ManagedChannel stranger;
    private @Nullable ManagedChannel administrator;
    final Authorities authorities;
    final Credentials admin;

    private Installation(Coordinator coordinator, Authorities authorities, Credentials admin) {
        this.coordinator = coordinator;
        this.authorities = authorities;
        this.admin = admin;
    }

    /** A fresh one, with an operator {@code admin}. */
    static Installation in(Path data, Clock clock) throws IOException {
        Authorities authorities = Authorities.init(data, clock);
        KeyPair pair = Credentials.newKey();
        Subject.Operator who = new Subject.Operator("admin");
        try (Store store = Store.open(data, clock)) {
            new Operators(store)
                    .put(who, EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.VIEWER, Role.AUDITOR), pair.getPublic());
        }
        Credentials admin = new Credentials(
                pair.getPrivate(),
                authorities.newest().client(who, pair.getPublic(), clock.instant(), Duration.ofDays(365)),
                authorities.believed());
        CoordinatorConfig config = new CoordinatorConfig(
                data, List.of(new ListenOn.Tcp("127.0.0.1", 0)), CoordinatorConfig.of(data).leases(), clock, "");
        return new Installation(Coordinator.start(config), authorities, admin);
    }

    int port() {
        return coordinator.port();
    }

    ManagedChannel as(Credentials credentials) {
        return open(
                SslContextBuilder.forClient().keyManager(credentials.key(), credentials.chain()),
                CoordinatorTrust.of(authorities.believed()));
    }

    /** Believing only whom these credentials believe. */
    ManagedChannel connect(Credentials credentials) {
        return open(
                SslContextBuilder.forClient().keyManager(credentials.key(), credentials.chain()),
                CoordinatorTrust.of(credentials.authorities()));
    }

    /** Always the same channel: an address has only so many connections. */
    synchronized ManagedChannel asStranger() {
        ManagedChannel known = stranger;
        if (known == null) {
            known = open(SslContextBuilder.forClient(), CoordinatorTrust.of(authorities.believed()));
            stranger = known;
        }
        return known;
    }

    private synchronized ManagedChannel asAdmin() {
        ManagedChannel known = administrator;
        if (known == null) {
            known = as(admin);
            administrator = known;
        }
        return known;
    }

    ManagedChannel with(Token token) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token.id() + ":" + HexFormat.of().formatHex(token.secret()));
        return open(
                SslContextBuilder.forClient(),
                CoordinatorTrust.pinned(token.pin(), new AtomicReference<>()),
                builder -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers)));
    }

    private ManagedChannel open(SslContextBuilder tls, X509ExtendedTrustManager trust) {
        return open(tls, trust, builder -> {});
    }

    private ManagedChannel open(
            SslContextBuilder tls, X509ExtendedTrustManager trust, java.util.function.Consumer<NettyChannelBuilder> more) {
        try {
            NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port())
                    .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK)
                            .protocols("TLSv1.3")
                            .trustManager(trust)
                            .build())
                    .overrideAuthority(Subject.COORDINATOR);
            more.accept(builder);
            ManagedChannel channel = builder.build();
            channels.add(channel);
            return channel;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets the admin, or those who are named, have these addresses scanned. */
    void scope(String name, String targets, String... holders) {
        ScopeServiceGrpc.newBlockingStub(asAdmin())
                .createScope(ScopeSpec.newBuilder()
                        .setName(name)
                        .addTargets(SourceText.newBuilder().setText(targets))
                        .addAllHolders(List.of(holders))
                        .build());
    }

    Token joinToken(String segment, boolean manual) {
        return Token.parse(Token.Kind.JOIN, IdentityServiceGrpc.newBlockingStub(asAdmin())
                .createJoinToken(CreateJoinTokenRequest.newBuilder().setSegment(segment).setManual(manual).build())
                .getToken());
    }

    Token apiToken(String role) {
        return Token.parse(Token.Kind.API, IdentityServiceGrpc.newBlockingStub(asAdmin())
                .createApiToken(CreateApiTokenRequest.newBuilder().setName("ci").addRoles(role).build())
                .getToken());
    }

    /** What the coordinator answers who enrols with this token and key. */
    CertificateReply enroll(Token token, KeyPair pair) {
        return enroll(token, pair, "edge");
    }

    private CertificateReply enroll(Token token, KeyPair pair, String name) {
        byte[] key = pair.getPublic().getEncoded();
        return EnrolmentServiceGrpc.newBlockingStub(asStranger())
                .enroll(EnrollRequest.newBuilder()
                        .setTokenId(token.id())
                        .setTokenSecret(ByteString.copyFrom(token.secret()))
                        .setPublicKey(ByteString.copyFrom(key))
                        .setProof(ByteString.copyFrom(Possession.prove(pair.getPrivate(), key, token.id())))
                        .setName(name)
                        .build());
    }

    static Credentials credentials(KeyPair pair, CertificateReply reply) {
        return Credentials.of(
                pair.getPrivate(),
                reply.getCertificate().toByteArray(),
                reply.getAuthoritiesList().stream().map(ByteString::toByteArray).toList());
    }

    /** An agent's credentials. */
    Credentials agent(String segment) {
        return agent(segment, "edge");
    }

    Credentials agent(String segment, String name) {
        KeyPair pair = Credentials.newKey();
        return credentials(pair, enroll(joinToken(segment, false), pair, name));
    }

    /** The same identity and key with a certificate that ended a day ago. */
    Credentials ended(Credentials of) {
        return new Credentials(
                of.key(),
                authorities.newest().client(
                        Subject.of(of.chain()).orElseThrow(),
                        of.chain().getPublicKey(),
                        Clock.systemUTC().instant().minus(Duration.ofDays(8)),
                        Duration.ofDays(7)),
                of.authorities());
    }

    /** Credentials of an admin who is one no more. */
    Credentials revoked(String name) {
        Credentials credentials = operator(name, Set.of(Role.ADMIN), null);
        IdentityServiceGrpc.newBlockingStub(asAdmin())
                .revokeOperator(RevokeOperatorRequest.newBuilder().setName(name).build());
        return credentials;
    }

    /** Credentials of an operator with these roles; another authority's where one is given. */
    Credentials operator(String name, Set<Role> roles, @Nullable Authorities otherwise) {
        KeyPair pair = Credentials.newKey();
        byte[] key = pair.getPublic().getEncoded();
        CertificateReply reply = IdentityServiceGrpc.newBlockingStub(asAdmin())
                .createOperator(dev.scanctl.proto.v1.CreateOperatorRequest.newBuilder()
                        .setName(name)
                        .addAllRoles(roles.stream().map(Role::word).toList())
                        .setPublicKey(ByteString.copyFrom(key))
                        .setProof(ByteString.copyFrom(Possession.prove(pair.getPrivate(), key, "operator:" + name)))
                        .build());
        if (otherwise == null) {
            return credentials(pair, reply);
        }
        return new Credentials(
                pair.getPrivate(),
                otherwise.newest().client(
                        new Subject.Operator(name), pair.getPublic(), Clock.systemUTC().instant(), Duration.ofDays(1)),
                authorities.believed());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        coordinator.close();
    }
}
