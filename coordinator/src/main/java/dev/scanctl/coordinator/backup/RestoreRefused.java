package dev.scanctl.coordinator.backup;

import org.jspecify.annotations.Nullable;

/** A backup may not or cannot be put there, and nothing was changed; the message is one sentence. */
public final class RestoreRefused extends Exception {
    private static final long serialVersionUID = 1;

    RestoreRefused(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
