package dev.scanctl.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the records of an audit log hang together. A line is the record's hash, a blank and the record as JSON, which begins
 * with its number: {@code 9f86...0a08 {"seq":12,...}}. The hash is the SHA-256 (FIPS 180-4) of the hash before it, as 64
 * hexadecimal digits, and the JSON's UTF-8 bytes; before the first record it is 64 zeros. A record that was changed, taken
 * out or moved breaks the chain at its place; one that was cut off at the end shows by a head kept elsewhere.
 *
 * <p>Reads a log from its first line on, or from a head that is trusted. Owned by one thread.
 */
public final class AuditChain {
    private static final int HASH_DIGITS = 64;
    private static final String START = "{\"seq\":";

    private AuditHead head;

    public AuditChain(AuditHead head) {
        this.head = head;
    }

    /** The line of the next record, without the line's end, and moves on to it. */
    public String append(String json) {
        long seq = head.seq() + 1;
        if (!json.startsWith(START + seq + ",")) {
            throw new IllegalArgumentException("not the JSON of record " + seq + ": " + json);
        }
        head = new AuditHead(seq, hash(head.hash(), json));
        return head.hash() + " " + json;
    }

    /**
     * Takes up the next line of a log.
     *
     * @throws BrokenChain if it does not hang on the line before it
     */
    public void follow(String line) throws BrokenChain {
        long seq = head.seq() + 1;
        if (line.length() < HASH_DIGITS + 2 || line.charAt(HASH_DIGITS) != ' ') {
            throw new BrokenChain(seq, "is no record");
        }
        String json = line.substring(HASH_DIGITS + 1);
        String hash = hash(head.hash(), json);
        if (!json.startsWith(START + seq + ",")) {
            throw new BrokenChain(seq, "is missing or stands elsewhere");
        }
        if (!line.startsWith(hash)) {
            throw new BrokenChain(seq, "was changed, or the one before it was");
        }
        head = new AuditHead(seq, hash);
    }

    /** The newest record taken up. */
    public AuditHead head() {
        return head;
    }

    /** The JSON of a line of a log. */
    public static String json(String line) {
        return line.substring(Math.min(line.length(), HASH_DIGITS + 1));
    }

    private static String hash(String previous, String json) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(previous.getBytes(UTF_8));
            return HexFormat.of().formatHex(sha.digest(json.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A log that somebody changed, or that a fault of the disk did. */
    public static final class BrokenChain extends Exception {
        private static final long serialVersionUID = 1;

        private final long seq;

        BrokenChain(long seq, String what) {
            super("record " + seq + " " + what);
            this.seq = seq;
        }

        /** A record is another one than was noted elsewhere. */
        public static BrokenChain unlike(AuditHead noted) {
            return new BrokenChain(noted.seq(), "is not the one that was noted elsewhere");
        }

        /** The first record that cannot be trusted. */
        public long seq() {
            return seq;
        }
    }
}
