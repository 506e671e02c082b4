package dev.scanctl.coordinator.filter;

/** Numbers from one to another, both included; empty where the first is above the last. */
public record Span(long first, long last) {
    public boolean contains(long number) {
        return number >= first && number <= last;
    }

    /** Those a comparison lets through, such as {@code <} and 5. */
    public static Span of(String comparison, long number) {
        return switch (comparison) {
            case "<" -> new Span(Long.MIN_VALUE, number - 1);
            case "<=" -> new Span(Long.MIN_VALUE, number);
            case ">" -> new Span(number + 1, Long.MAX_VALUE);
            case ">=" -> new Span(number, Long.MAX_VALUE);
            default -> throw new IllegalArgumentException("no comparison: " + comparison);
        };
    }
}
