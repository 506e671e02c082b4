package dev.scanctl.coordinator.grammar;

/** Reads what stands behind the slash of a prefix. */
final class Prefix {

    private Prefix() {}

    static int length(Excerpt digits, int most) {
        String text = digits.text();
        boolean decimal = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal || Integer.parseInt(text) > most) {
            throw digits.refuse("prefix length", "is not a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }
}
