package dev.scanctl.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;

/**
 * How one end proves who it is, and whom it believes: kept as one text of PEM blocks.
 *
 * @param chain the certificate of the key
 * @param authorities whose certificates are believed, at least one
 */
public record Credentials(PrivateKey key, X509Certificate chain, List<X509Certificate> authorities) {
    private static final String KEY = "PRIVATE KEY";
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    /** Certificates of authorities stand under a label of their own: they are believed, not shown. */
    private static final String AUTHORITY = "TRUSTED CERTIFICATE";

    public Credentials {
        authorities = List.copyOf(authorities);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("no authority is believed");
        }
    }

    /** A new key on P-256 (FIPS 186-5). */
    public static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256", e);
        }
    }

    /**
     * From what came for a key, DER; else {@link IllegalArgumentException}.
     *
     * @param authorities whose certificates are believed
     */
    public static Credentials of(PrivateKey key, byte[] certificate, List<byte[]> authorities) {
        return new Credentials(
                key,
                Certificates.parse(certificate),
                authorities.stream().map(Certificates::parse).toList());
    }

    /** From the file; an {@link IOException} says what is wrong with it, also if others may read it. */
    public static Credentials read(Path file) throws IOException {
        try {
            return parse(SecretFile.read(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no credentials: " + e.getMessage(), e);
        }
    }

    /** Replaces the file; only its owner may read it. */
    public void write(Path file) throws IOException {
        SecretFile.write(file, toPem());
    }

    /** From PEM blocks; else {@link IllegalArgumentException}. */
    public static Credentials parse(String text) {
        List<byte[]> keys = Pem.blocks(KEY, text);
        List<byte[]> chain = Pem.blocks(CERTIFICATE, text);
        if (keys.size() != 1 || chain.size() != 1) {
            throw new IllegalArgumentException("one key and one certificate are needed, not " + keys.size() + " and "
                    + chain.size());
        }
        return of(parseKey(keys.getFirst()), chain.getFirst(), Pem.blocks(AUTHORITY, text));
    }

    /** From PKCS #8 (RFC 5958); else {@link IllegalArgumentException}. */
    private static PrivateKey parseKey(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no key on an elliptic curve", e);
        }
    }

    /** The key alone, as PEM. */
    public static String keyPem(PrivateKey key) {
        return Pem.block(KEY, key.getEncoded());
    }

    /** A public key alone, as PEM. */
    public static String publicKeyPem(PublicKey key) {
        return Pem.block(PUBLIC_KEY, key.getEncoded());
    }

    /** The one key in the text; else {@link IllegalArgumentException}. */
    public static PrivateKey privateKeyOf(String text) {
        return parseKey(one(KEY, text));
    }

    /** The one public key in the text, as in a certificate (DER); else {@link IllegalArgumentException}. */
    public static byte[] publicKeyOf(String text) {
        return one(PUBLIC_KEY, text);
    }

    private static byte[] one(String label, String text) {
        List<byte[]> blocks = Pem.blocks(label, text);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("there are " + blocks.size() + " blocks " + label + ", not one");
        }
        return blocks.getFirst();
    }

    public String toPem() {
        StringBuilder text = new StringBuilder(keyPem(key));
        text.append(Pem.block(CERTIFICATE, der(chain)));
        authorities.forEach(authority -> text.append(Pem.block(AUTHORITY, der(authority))));
        return text.toString();
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** Whether so large a part of the certificate's life is over, 0 to 1. */
    public boolean spent(double part, Instant now) {
        long begin = chain.getNotBefore().getTime();
        long end = chain.getNotAfter().getTime();
        return now.toEpochMilli() >= begin + part * (end - begin);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "credentials of " + chain.getSubjectX500Principal();
    }
}
