package dev.scanctl.agent.identity;

import dev.scanctl.trust.CoordinatorTrust;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Subject;
import dev.scanctl.wire.HostPort;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** How a coordinator is called by TLS 1.3; by its own name, wherever it is. */
public final class Line {
    private Line() {}

    /** As the agent that these credentials are of. */
    public static NettyChannelBuilder of(HostPort coordinator, Credentials credentials) {
        SslContextBuilder tls = SslContextBuilder.forClient()
                .keyManager(credentials.key(), credentials.chain());
        return of(coordinator, tls, CoordinatorTrust.of(credentials.authorities()));
    }

    /** As nobody in particular, believing what the trust manager believes. */
    static NettyChannelBuilder of(HostPort coordinator, X509ExtendedTrustManager trust) {
        return of(coordinator, SslContextBuilder.forClient(), trust);
    }

    private static NettyChannelBuilder of(
            HostPort coordinator, SslContextBuilder tls, X509ExtendedTrustManager trust) {
        try {
            SslContext context = GrpcSslContexts.configure(tls, SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .trustManager(trust)
                    .build();
            return NettyChannelBuilder.forAddress(coordinator.host(), coordinator.port())
                    .sslContext(context)
                    .overrideAuthority(Subject.COORDINATOR);
        } catch (SSLException e) {
            throw new IllegalStateException("this Java platform has no TLS 1.3", e);
        }
    }
}
