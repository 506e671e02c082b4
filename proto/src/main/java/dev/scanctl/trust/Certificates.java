package dev.scanctl.trust;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Certificates to and from bytes. */
public final class Certificates {
    private Certificates() {}

    /** From DER; else {@link IllegalArgumentException}. */
    public static X509Certificate parse(byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("this is no certificate: " + e.getMessage(), e);
        }
    }

    /** SHA-256 of the key as it stands in a certificate (SubjectPublicKeyInfo, RFC 5280 section 4.1), 32 bytes. */
    public static byte[] pin(PublicKey key) {
        return sha256(key.getEncoded());
    }

    /** 32 bytes. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
