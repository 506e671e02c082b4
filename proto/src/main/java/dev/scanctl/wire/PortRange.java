package dev.scanctl.wire;

/** An inclusive range of ports, 0 to 65535. */
public record PortRange(int first, int last) {

    public PortRange {
        check(first, last);
    }

    /** {@link IllegalArgumentException} if these bound no range. */
    static void check(int first, int last) {
        if (first < 0 || last > 0xffff || first > last) {
            throw new IllegalArgumentException("not a port range: " + first + " to " + last);
        }
    }

    /** The range of one port. */
    public static PortRange of(int only) {
        return new PortRange(only, only);
    }

    /** Number of ports, from 1. */
    public int size() {
        return last - first + 1;
    }

    /** {@code 80}, or {@code 1-1024}. */
    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
