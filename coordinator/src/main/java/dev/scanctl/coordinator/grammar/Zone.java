package dev.scanctl.coordinator.grammar;

/** The one zone that all zoned addresses of some targets share. Used by one thread. */
final class Zone {
    /** Longer than any interface's name (15 bytes on Linux). */
    private static final int MAX_LENGTH = 64;

    private String name = "";

    /** The zone; empty: none. */
    String name() {
        return name;
    }

    void set(Excerpt typed) {
        String text = typed.text();
        boolean wellFormed = !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "%[]/,".indexOf(c) < 0);
        if (!wellFormed) {
            throw typed.refuse("zone", "is not the name of an interface");
        }
        if (!name.isEmpty() && !name.equals(text)) {
            throw typed.refuse("zone", "differs from zone " + name + "; a scan has one zone");
        }
        name = text;
    }
}
