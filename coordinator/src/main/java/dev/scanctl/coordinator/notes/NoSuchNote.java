package dev.scanctl.coordinator.notes;

/** A label or filter that was named is not there. */
public final class NoSuchNote extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchNote(String sentence) {
        super(sentence);
    }
}
