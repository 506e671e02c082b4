package dev.scanctl.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A secret that one who has no certificate proves himself with, and the key by which he knows the coordinator before he
 * says it. As text: the kind, '_', and base64url (RFC 4648 section 5) of id, secret and pin.
 *
 * @param kind what it is good for
 * @param id 8 bytes in hexadecimal; no secret
 * @param secret 32 random bytes
 * @param pin SHA-256 of the public key of the coordinator's CA, see {@link Certificates#pin}
 */
public record Token(Kind kind, String id, byte[] secret, byte[] pin) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    /** What a token is good for. */
    public enum Kind {
        /** Makes one agent's identity. */
        JOIN("scanjoin"),
        /** Makes calls of operators. */
        API("scanapi");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** A new one. */
    public static Token draw(Kind kind, byte[] pin) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(secret);
        return new Token(kind, HexFormat.of().formatHex(id), secret, pin);
    }

    /** From its text; an {@link IllegalArgumentException} does not repeat it. */
    public static Token parse(Kind kind, String text) {
        String prefix = kind.prefix + "_";
        String body = text.strip();
        if (!body.startsWith(prefix)) {
            throw new IllegalArgumentException("this is no token of the kind " + prefix + "...");
        }
        byte[] bytes = Base64.getUrlDecoder().decode(body.substring(prefix.length()));
        if (bytes.length != ID_BYTES + 2 * SECRET_BYTES) {
            throw new IllegalArgumentException("the token is not whole");
        }
        return new Token(
                kind,
                HexFormat.of().formatHex(bytes, 0, ID_BYTES),
                Arrays.copyOfRange(bytes, ID_BYTES, ID_BYTES + SECRET_BYTES),
                Arrays.copyOfRange(bytes, ID_BYTES + SECRET_BYTES, bytes.length));
    }

    /** From a file that only its owner may read, or from standard input ({@code -}). */
    public static Token read(Kind kind, String file) throws IOException {
        String text = file.equals("-") ? new String(System.in.readNBytes(1_000), StandardCharsets.US_ASCII)
                : SecretFile.read(Path.of(file));
        try {
            return parse(kind, text);
        } catch (IllegalArgumentException e) {
            throw new IOException((file.equals("-") ? "standard input" : file) + ": " + e.getMessage(), e);
        }
    }

    /** The text to be handed over, which is shown once. */
    public String text() {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(id), ID_BYTES + 2 * SECRET_BYTES);
        System.arraycopy(secret, 0, bytes, ID_BYTES, SECRET_BYTES);
        System.arraycopy(pin, 0, bytes, ID_BYTES + SECRET_BYTES, SECRET_BYTES);
        return kind.prefix + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is stored of it. A secret of 256 random bits needs no slow hash. */
    public byte[] secretHash() {
        return Certificates.sha256(secret);
    }

    /** Without its secret. */
    @Override
    public String toString() {
        return "token " + id;
    }
}
