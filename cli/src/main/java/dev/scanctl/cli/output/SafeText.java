package dev.scanctl.cli.output;

/** Makes text from outside harmless: what steers a terminal is written out as an escape. */
public final class SafeText {
    private SafeText() {}

    /** The text with control characters (C0, DEL, C1), line separators and direction marks spelled out. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(SafeText::steers)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (steers(c)) {
                safe.append(c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> true;
            default -> false;
        };
    }
}
