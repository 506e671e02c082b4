package dev.scanctl.coordinator.backup;

import org.jspecify.annotations.Nullable;

/** A file is no whole backup, or none that this program understands; the message is one sentence. */
public final class BadBackup extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /** What is wrong with it. */
    public enum Fault {
        /** It is not what was written when it was made. */
        DAMAGED,
        /** It may be whole, but a newer version of this program made it. */
        NEWER
    }

    BadBackup(Fault fault, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.fault = fault;
    }

    static BadBackup damaged(String sentence, @Nullable Throwable cause) {
        return new BadBackup(Fault.DAMAGED, sentence, cause);
    }

    public Fault fault() {
        return fault;
    }
}
