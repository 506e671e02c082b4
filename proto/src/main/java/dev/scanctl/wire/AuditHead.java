package dev.scanctl.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest record of an audit log: kept elsewhere, it shows that a log was cut short.
 *
 * @param seq number of the record, from 1; 0: there is none yet
 * @param hash 64 lower-case hexadecimal digits, see {@link AuditChain}
 */
public record AuditHead(long seq, String hash) {
    /** Of a log without a record. */
    public static final AuditHead NONE = new AuditHead(0, "0".repeat(64));

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    public AuditHead {
        if (seq < 0 || hash.length() != 64) {
            throw new IllegalArgumentException("not the head of an audit log: " + seq + ":" + hash);
        }
    }

    /** From what {@link #toString} gives; {@link IllegalArgumentException} if it is not that. */
    public static AuditHead parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "' is not the head of an audit log, which is NUMBER:64 hexadecimal digits");
        }
        return new AuditHead(Long.parseLong(m.group(1)), m.group(2));
    }

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
