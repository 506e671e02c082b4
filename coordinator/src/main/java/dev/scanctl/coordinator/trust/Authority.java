package dev.scanctl.coordinator.trust;

import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One certificate authority: a key on P-256 and its own certificate (RFC 5280). Immutable. */
public final class Authority {
    /** Of the authority itself. */
    static final Duration LIFE = Duration.ofDays(3_650);
    /** Of what the coordinator shows; made anew from a third of it on. */
    static final Duration SERVER_LIFE = Duration.ofDays(90);
    /** Of an agent's certificate, which it renews by itself from a third of it on. */
    static final Duration AGENT_LIFE = Duration.ofDays(7);
    /** Of an operator's, who renews it himself. */
    static final Duration OPERATOR_LIFE = Duration.ofDays(365);
    /** Clocks of an installation may differ so much. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credentials credentials;

    Authority(Credentials credentials) {
        this.credentials = credentials;
    }

    /** A new one with a key of its own. */
    static Authority create(Instant now) {
        KeyPair pair = Credentials.newKey();
        X500Principal name = new X500Principal("CN=Scanctl authority " + now.toString().substring(0, 10));
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, LIFE);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            X509Certificate certificate = sign(builder, pair.getPrivate());
            return new Authority(new Credentials(pair.getPrivate(), certificate, List.of(certificate)));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("the authority's certificate cannot be made", e);
        }
    }

    Credentials credentials() {
        return credentials;
    }

    public X509Certificate certificate() {
        return credentials.chain();
    }

    /** SHA-256 of its public key. */
    public byte[] pin() {
        return Certificates.pin(certificate().getPublicKey());
    }

    /** A certificate for the coordinator itself. */
    X509Certificate server(PublicKey key, Instant now) {
        return issue(
                "CN=Scanctl coordinator", key, now, SERVER_LIFE, KeyPurposeId.id_kp_serverAuth,
                new GeneralName(GeneralName.dNSName, Subject.COORDINATOR));
    }

    /** A certificate for one who calls. */
    public X509Certificate client(Subject subject, PublicKey key, Instant now) {
        return client(subject, key, now, switch (subject) {
            case Subject.Agent _ -> AGENT_LIFE;
            case Subject.Operator _ -> OPERATOR_LIFE;
        });
    }

    /** The same with a life of its own. */
    public X509Certificate client(Subject subject, PublicKey key, Instant now, Duration life) {
        return issue(
                "CN=Scanctl client", key, now, life, KeyPurposeId.id_kp_clientAuth,
                new GeneralName(GeneralName.uniformResourceIdentifier, subject.uri()));
    }

    private X509Certificate issue(
            String name, PublicKey key, Instant now, Duration life, KeyPurposeId purpose, GeneralName who) {
        X500Principal issuer = certificate().getSubjectX500Principal();
        X509v3CertificateBuilder builder = builder(new X500Principal(name), issuer, key, now, life);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(who))
                    .addExtension(Extension.authorityKeyIdentifier, false,
                            ids.createAuthorityKeyIdentifier(certificate().getPublicKey()));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be made", e);
        }
        return sign(builder, credentials.key());
    }

    private static X509v3CertificateBuilder builder(
            X500Principal subject, X500Principal issuer, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded();
            return Certificates.parse(der);
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }
}
