package dev.scanctl.coordinator.filter.text;

import dev.scanctl.coordinator.grammar.BadInput;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a query that knows where it stands.
 *
 * @param start first character in {@code whole}, from 0
 * @param end one behind the last
 */
record Token(String whole, int start, int end) {
    /** Columns of a terminal, less the indent of the line that points. */
    private static final int ROOM = 76;

    String text() {
        return whole.substring(start, end);
    }

    boolean is(String word) {
        return text().equalsIgnoreCase(word);
    }

    Token part(int from, int to) {
        return new Token(whole, start + from, start + to);
    }

    /** Where text is inside quotes nothing has a meaning; −1: the sign does not stand outside of them. */
    int indexOf(char sign) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            quoted ^= whole.charAt(i) == '"';
            if (!quoted && whole.charAt(i) == sign) {
                return i - start;
            }
        }
        return -1;
    }

    /** The entries of a list, each without its quotes in {@link #unquoted}. */
    List<Token> entries() {
        List<Token> entries = new ArrayList<>();
        Token rest = this;
        for (int comma = rest.indexOf(','); comma >= 0; comma = rest.indexOf(',')) {
            entries.add(rest.part(0, comma));
            rest = new Token(whole, rest.start + comma + 1, end);
        }
        entries.add(rest);
        for (Token entry : entries) {
            if (entry.unquoted().isEmpty()) {
                throw entry.refuse("an entry is missing");
            }
        }
        return entries;
    }

    String unquoted() {
        return text().replace("\"", "");
    }

    /** Quoted where it would not be one word otherwise. */
    static String quoted(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> Character.isWhitespace(c) || "(),\"".indexOf(c) >= 0);
        return plain ? text : "\"" + text.replace("\"", "") + "\"";
    }

    /** One sentence, then the query with a line that points at this part. */
    BadInput refuse(String problem) {
        int from = Math.max(0, Math.min(start - ROOM / 2, whole.length() - ROOM));
        int to = Math.min(whole.length(), from + ROOM);
        String line = whole.substring(from, to).replaceAll("\\p{Cntrl}", "?");
        String caret = " ".repeat(start - from) + "^".repeat(Math.max(1, Math.min(end, to) - start));
        String sentence = "the filter is not understood at character " + (start + 1) + ": " + problem;
        return BadInput.at(sentence + "\n  " + line + "\n  " + caret, text(), start + 1, false);
    }

    /** Words, parentheses and minus signs that negate, in order. */
    static List<Token> of(String query) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < query.length()) {
            char c = query.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else {
                int end = c == '(' || c == ')' || c == '-' ? at + 1 : wordEnd(query, at);
                tokens.add(new Token(query, at, end));
                at = end;
            }
        }
        return tokens;
    }

    private static int wordEnd(String query, int start) {
        boolean quoted = false;
        int at = start;
        for (; at < query.length(); at++) {
            char c = query.charAt(at);
            quoted ^= c == '"';
            if (!quoted && (Character.isWhitespace(c) || c == '(' || c == ')')) {
                break;
            }
        }
        if (quoted) {
            throw new Token(query, query.indexOf('"', start), at).refuse("this quote has no end");
        }
        return at;
    }
}
