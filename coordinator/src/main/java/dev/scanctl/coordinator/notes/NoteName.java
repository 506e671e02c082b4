package dev.scanctl.coordinator.notes;

import dev.scanctl.coordinator.grammar.BadInput;
import java.util.regex.Pattern;

/** What a label or a filter may be called: one word of a query, without quotes. */
final class NoteName {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");

    private NoteName() {}

    static String checked(String noun, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInput(noun + " '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is not 1 to 64 letters, digits, dots, dashes or underscores, the first one a letter or digit");
        }
        return name;
    }
}
