package dev.scanctl.agent.identity;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.EnrollRequest;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.trust.CoordinatorTrust;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Possession;
import dev.scanctl.trust.SecretFile;
import dev.scanctl.trust.Token;
import dev.scanctl.wire.HostPort;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How an agent gets its identity with a token. The coordinator proves itself by the key that the token names before the
 * token's secret is sent. The agent's key never leaves it, and stays the same for one token, so that a lost answer is
 * asked for again without harm.
 */
public final class Enrolment {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HostPort coordinator;
    private final Token token;
    private final Path stateDir;

    /** @param stateDir where the key is kept, and what was got */
    public Enrolment(HostPort coordinator, Token token, Path stateDir) {
        this.coordinator = coordinator;
        this.token = token;
        this.stateDir = stateDir;
    }

    /**
     * Asks once.
     *
     * @param name for people, where the token names none
     * @return empty: the agent waits to be approved; ask again
     * @throws io.grpc.StatusRuntimeException if the coordinator cannot be reached, is another one, or refuses
     */
    public Optional<Enrolled> ask(String name) throws IOException {
        KeyMaterial key = key();
        AtomicReference<X509Certificate> seen = new AtomicReference<>();
        ManagedChannel channel =
                Line.of(coordinator, CoordinatorTrust.pinned(token.pin(), seen)).build();
        try {
            CertificateReply reply = EnrolmentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE)
                    .enroll(EnrollRequest.newBuilder()
                            .setTokenId(token.id())
                            .setTokenSecret(ByteString.copyFrom(token.secret()))
                            .setPublicKey(ByteString.copyFrom(key.publicKey()))
                            .setProof(ByteString.copyFrom(Possession.prove(key.key(), key.publicKey(), token.id())))
                            .setName(name)
                            .build());
            if (reply.getCertificate().isEmpty()) {
                return Optional.empty();
            }
            Enrolled enrolled = new Enrolled(
                    token.id(), reply.getAgentId(), reply.getName(), reply.getSegment(), reply.getSpace(),
                    credentials(key.key(), reply));
            enrolled.write(stateDir);
            Files.deleteIfExists(keyFile());
            return Optional.of(enrolled);
        } finally {
            channel.shutdownNow();
        }
    }

    static Credentials credentials(PrivateKey key, CertificateReply reply) {
        return Credentials.of(
                key,
                reply.getCertificate().toByteArray(),
                reply.getAuthoritiesList().stream().map(ByteString::toByteArray).toList());
    }

    private record KeyMaterial(PrivateKey key, byte[] publicKey) {}

    private Path keyFile() {
        return stateDir.resolve("enrolling-" + token.id() + ".key");
    }

    /** That of the first attempt with this token. */
    private KeyMaterial key() throws IOException {
        Path file = keyFile();
        if (!Files.exists(file)) {
            KeyPair pair = Credentials.newKey();
            SecretFile.write(file, Credentials.keyPem(pair.getPrivate()) + Credentials.publicKeyPem(pair.getPublic()));
        }
        try {
            String text = SecretFile.read(file);
            return new KeyMaterial(Credentials.privateKeyOf(text), Credentials.publicKeyOf(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: remove it, and ask for another token", e);
        }
    }
}
