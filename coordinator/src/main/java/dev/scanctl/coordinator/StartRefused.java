package dev.scanctl.coordinator;

/** The coordinator cannot start as it was told to; the message is one sentence for the operator. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
