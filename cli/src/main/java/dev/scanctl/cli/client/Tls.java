package dev.scanctl.cli.client;


import dev.scanctl.trust.CoordinatorTrust;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Subject;
import dev.scanctl.trust.Token;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes a channel prove who calls, by TLS 1.3. */
final class Tls {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Tls() {}

    static void apply(Proof proof, NettyChannelBuilder channel) {
        switch (proof) {
            case Proof.None _ -> channel.usePlaintext();
            case Proof.Certificate certificate -> apply(certificate.credentials(), channel);
            case Proof.ApiToken token -> apply(token.token(), channel);
        }
    }

    private static void apply(Credentials credentials, NettyChannelBuilder channel) {
        SslContextBuilder tls = SslContextBuilder.forClient().keyManager(credentials.key(), credentials.chain());
        encrypt(channel, tls, CoordinatorTrust.of(credentials.authorities()));
    }

    private static void apply(Token token, NettyChannelBuilder channel) {
        encrypt(channel, SslContextBuilder.forClient(), CoordinatorTrust.pinned(token.pin(), new AtomicReference<>()));
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token.id() + ":" + HexFormat.of().formatHex(token.secret()));
        channel.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static void encrypt(NettyChannelBuilder channel, SslContextBuilder tls, X509ExtendedTrustManager trust) {
        try {
            channel.sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK)
                            .protocols("TLSv1.3")
                            .trustManager(trust)
                            .build())
                    .overrideAuthority(Subject.COORDINATOR);
        } catch (SSLException e) {
            throw new IllegalStateException("this Java platform has no TLS 1.3", e);
        }
    }
}
