package dev.scanctl.coordinator.rpc.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Identities;
import dev.scanctl.coordinator.access.Role;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Recognises callers by the certificate of their connection, else by a token in the header {@code authorization} (RFC 6750
 * section 2.1). Who comes by the Unix socket or from within the process needs neither.
 */
public final class ProvenCallers implements Callers {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final String BEARER = "Bearer ";
    private static final int LONGEST_TOKEN = 200;

    private final Identities identities;

    public ProvenCallers(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Caller of(Attributes connection, Metadata headers) {
        String source = Callers.source(connection);
        SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            if (source.equals(Caller.LOCAL)) {
                return new Caller(Caller.LOCAL, source, EnumSet.complementOf(EnumSet.of(Role.STRANGER, Role.LAPSED)));
            }
            throw Status.UNAUTHENTICATED.withDescription("calls are taken by TLS only").asRuntimeException();
        }
        X509Certificate certificate = certificate(session);
        if (certificate != null) {
            return proved(identities.byCertificate(certificate, source), "the certificate is of nobody who may call: it was "
                    + "revoked, has ended, or another one has taken its place");
        }
        String authorization = headers.get(AUTHORIZATION);
        if (authorization == null) {
            return Caller.stranger(source);
        }
        boolean odd = !authorization.startsWith(BEARER) || authorization.length() > LONGEST_TOKEN;
        Optional<Caller> caller = odd
                ? Optional.empty()
                : identities.byToken(authorization.substring(BEARER.length()).getBytes(US_ASCII), source);
        return proved(caller, "the token is not in force");
    }

    private static Caller proved(Optional<Caller> caller, String otherwise) {
        return caller.orElseThrow(() -> Status.UNAUTHENTICATED.withDescription(otherwise).asRuntimeException());
    }

    /** The caller's own, which the handshake has checked; null: it showed none. */
    private static @Nullable X509Certificate certificate(SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
