package dev.scanctl.coordinator.grammar;

import dev.scanctl.proto.v1.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A part of what an operator typed that still knows the whole, so that a refusal can show where it stands.
 *
 * @param start first character in {@code whole}, from 0
 * @param end one behind the last character
 */
record Excerpt(String whole, String origin, int start, int end) {
    static final String COMMAND_LINE = "command line";
    /** Most characters of operator text that a sentence repeats. */
    private static final int SHOWN = 60;

    static Excerpt of(SourceText source) {
        return of(source.getText(), source.getOrigin());
    }

    static Excerpt of(String text, String origin) {
        return new Excerpt(text, origin.isEmpty() ? COMMAND_LINE : origin, 0, text.length());
    }

    String text() {
        return whole.substring(start, end);
    }

    int length() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** A part of this part, in its own characters from 0. */
    Excerpt part(int from, int to) {
        return new Excerpt(whole, origin, start + from, start + to);
    }

    Excerpt from(int from) {
        return part(from, length());
    }

    /** This part and everything up to the end of a later one. */
    Excerpt through(Excerpt later) {
        return new Excerpt(whole, origin, start, later.end);
    }

    Excerpt stripped() {
        int first = start;
        int last = end;
        while (first < last && Character.isWhitespace(whole.charAt(first))) {
            first++;
        }
        while (last > first && Character.isWhitespace(whole.charAt(last - 1))) {
            last--;
        }
        return new Excerpt(whole, origin, first, last);
    }

    /** The parts between separators, empty ones too. */
    List<Excerpt> split(IntPredicate separator) {
        List<Excerpt> parts = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < length(); i++) {
            if (separator.test(whole.charAt(start + i))) {
                parts.add(part(first, i));
                first = i + 1;
            }
        }
        parts.add(from(first));
        return parts;
    }

    List<Excerpt> split(char separator) {
        return split(c -> c == separator);
    }

    /** A refusal that reads: noun, this text, where it stands, what is wrong with it. */
    BadInput refuse(String noun, String problem) {
        return bad(noun, problem, false);
    }

    BadInput unresolved(String noun, String problem) {
        return bad(noun, problem, true);
    }

    private BadInput bad(String noun, String problem, boolean unresolved) {
        String where = start == 0 && end == whole.length()
                ? ""
                : " in \"" + context() + "\" at character " + (start + 1);
        String prefix = origin.equals(COMMAND_LINE) ? "" : printable(origin) + ": ";
        String shown = isEmpty() ? "" : " " + printable(shortened(text()));
        String sentence = prefix + noun + shown + where + " " + problem;
        return new BadInput(sentence, text(), origin, start + 1, unresolved);
    }

    /** The whole, or where it is long what stands around this part. */
    private String context() {
        if (whole.length() <= SHOWN) {
            return printable(whole);
        }
        int from = Math.max(0, Math.min(start - SHOWN / 3, whole.length() - SHOWN));
        int to = Math.min(whole.length(), from + SHOWN);
        return (from > 0 ? "…" : "") + printable(whole.substring(from, to)) + (to < whole.length() ? "…" : "");
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Operator text without anything that could move a terminal's cursor. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
