package dev.scanctl.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which word somebody may have meant. */
public final class Spelling {
    /** Slips of the finger; beyond this it is another word. */
    private static final int MOST_SLIPS = 2;

    private Spelling() {}

    /** The known word that is fewest slips away, if it is near enough to have been meant. */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        return known.stream()
                .filter(word -> slips(typed, word) <= MOST_SLIPS && slips(typed, word) < word.length() - 1)
                .min(Comparator.comparingInt((String word) -> slips(typed, word)).thenComparing(Comparator.naturalOrder()));
    }

    /** Edit distance where two swapped neighbours are one slip (optimal string alignment). */
    private static int slips(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        int differs = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(d[i - 1][j - 1] + differs, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
