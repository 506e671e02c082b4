package dev.scanctl.program;

import org.jspecify.annotations.Nullable;

/** The operator wrote something that cannot be, or the program cannot start as told; the message is one sentence. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refused(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
