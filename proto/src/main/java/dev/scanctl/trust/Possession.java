package dev.scanctl.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/** Proof that who asks for a certificate has the key of it: a signature over the key and what it is asked with. */
public final class Possession {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final byte[] CONTEXT = "scanctl enrolment 1\0".getBytes(US_ASCII);
    private static final int CURVE_BITS = 256;

    private Possession() {}

    /** @param token the id of the token that is used, or another name for the occasion */
    public static byte[] prove(PrivateKey key, byte[] publicKey, String token) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(statement(publicKey, token));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform cannot sign with its own key", e);
        }
    }

    /**
     * The public key, if the proof holds.
     *
     * @throws IllegalArgumentException if it is no key on P-256, or the proof was made by another key or for another occasion
     */
    public static PublicKey check(byte[] publicKey, String token, byte[] proof) {
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(publicKey));
            boolean strong = ((ECPublicKey) key).getParams().getOrder().bitLength() == CURVE_BITS;
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(statement(publicKey, token));
            if (strong && signature.verify(proof)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no key on P-256 with a proof of its possession", e);
        }
        throw new IllegalArgumentException("the proof of possession does not fit the key");
    }

    private static byte[] statement(byte[] publicKey, String token) {
        byte[] name = token.getBytes(US_ASCII);
        return ByteBuffer.allocate(CONTEXT.length + Integer.BYTES + name.length + publicKey.length)
                .put(CONTEXT)
                .putInt(name.length)
                .put(name)
                .put(publicKey)
                .array();
    }
}
