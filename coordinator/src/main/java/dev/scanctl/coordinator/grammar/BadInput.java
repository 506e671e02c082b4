package dev.scanctl.coordinator.grammar;

/** Something an operator typed cannot be used. The message is one sentence for the operator. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String origin;
    private final int position;
    private final boolean unresolved;

    BadInput(String sentence, String text, String origin, int position, boolean unresolved) {
        super(sentence);
        this.text = text;
        this.origin = origin;
        this.position = position;
        this.unresolved = unresolved;
    }

    /** About the request as a whole rather than some of its text. */
    public BadInput(String sentence) {
        this(sentence, "", Excerpt.COMMAND_LINE, 1, false);
    }

    /** About a part of a longer text, which the sentence shows. */
    public static BadInput at(String sentence, String text, int position, boolean unresolved) {
        return new BadInput(sentence, text, Excerpt.COMMAND_LINE, position, unresolved);
    }

    /** The offending text itself; empty where nothing in particular offends. */
    public String text() {
        return text;
    }

    /** Where it was written: {@code targets.txt:14}, or {@code command line}. */
    public String origin() {
        return origin;
    }

    /** Where the offending text begins in what was typed, in characters from 1. */
    public int position() {
        return position;
    }

    /** Whether a well-formed host name did not resolve: nothing could be looked at, rather than nothing understood. */
    public boolean unresolved() {
        return unresolved;
    }

    /** The sentence alone, the same as the message. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
