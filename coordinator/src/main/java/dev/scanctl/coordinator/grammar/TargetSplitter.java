package dev.scanctl.coordinator.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what was typed into single target expressions. Blanks always separate and {@code #} at the start of a word begins
 * a comment. A comma separates too, unless it continues a list within an octet: {@code 10.0.0.1,3,5-7} is one
 * expression, {@code 10.0.0.1,10.0.0.2} is two.
 */
final class TargetSplitter {
    /** Longer than any list of octets has to be. */
    private static final int MAX_LENGTH = 4_096;

    private static final int OTHER = -1;

    private TargetSplitter() {}

    static List<Excerpt> split(Excerpt typed) {
        List<Excerpt> expressions = new ArrayList<>();
        for (Excerpt line : typed.split('\n')) {
            for (Excerpt word : line.split(Character::isWhitespace)) {
                if (word.text().startsWith("#")) {
                    break;
                }
                if (!word.isEmpty()) {
                    splitAtCommas(word, expressions);
                }
            }
        }
        return expressions;
    }

    private static void splitAtCommas(Excerpt word, List<Excerpt> expressions) {
        Excerpt current = word.part(0, 0);
        int dots = OTHER;
        for (Excerpt piece : word.split(',')) {
            int more = dots(piece);
            if (continues(dots, more)) {
                current = current.through(piece);
                dots += more;
            } else {
                add(current, expressions);
                current = piece;
                dots = more;
            }
        }
        add(current, expressions);
    }

    private static void add(Excerpt expression, List<Excerpt> expressions) {
        if (expression.isEmpty()) {
            return;
        }
        if (expression.length() > MAX_LENGTH) {
            throw expression.refuse("target", "is longer than " + MAX_LENGTH + " characters");
        }
        expressions.add(expression);
    }

    /** Whether a piece behind a comma can only be more of the octets before it. */
    private static boolean continues(int dots, int more) {
        return dots != OTHER && more != OTHER && (dots < 3 ? dots + more <= 3 : dots == 3 && more == 0);
    }

    /** How many dots stand in octets, or {@link #OTHER} for anything else. */
    private static int dots(Excerpt piece) {
        String text = piece.text();
        boolean octets = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9' || ".-*".indexOf(c) >= 0);
        return octets ? (int) text.chars().filter(c -> c == '.').count() : OTHER;
    }
}
