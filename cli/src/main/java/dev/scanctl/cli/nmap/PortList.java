package dev.scanctl.cli.nmap;

import dev.scanctl.wire.PortSet;
import java.util.Arrays;

/** Ports as nmap lists them: "1-1024,3389". Immutable. */
final class PortList {
    /** Of each range the first port, and behind it the last. */
    private final int[] bounds;

    private PortList(int[] bounds) {
        this.bounds = bounds;
    }

    /** {@link IllegalArgumentException} with a sentence if it is none. */
    static PortList parse(String text) {
        int[] bounds = new int[8];
        int size = 0;
        for (int from = 0; from < text.length(); ) {
            int comma = text.indexOf(',', from);
            int end = comma < 0 ? text.length() : comma;
            int dash = dash(text, from, end);
            int first = port(text, from, dash);
            int last = dash == end ? first : port(text, dash + 1, end);
            if (first > last) {
                throw new IllegalArgumentException("'" + NotNmap.cut(text.substring(from, end)) + "' are no ports");
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * size);
            }
            bounds[size++] = first;
            bounds[size++] = last;
            from = end + 1;
        }
        return new PortList(Arrays.copyOf(bounds, size));
    }

    /** Where the dash of a range is; the end if there is none. */
    private static int dash(String text, int from, int end) {
        int dash = from;
        while (dash < end && text.charAt(dash) != '-') {
            dash++;
        }
        return dash;
    }

    static int port(String text) {
        return port(text, 0, text.length());
    }

    private static int port(String text, int from, int end) {
        int port = end > from && end - from <= 5 ? 0 : -1;
        for (int i = from; i < end && port >= 0; i++) {
            int digit = text.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? -1 : port * 10 + digit;
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("'" + NotNmap.cut(text.substring(from, end)) + "' is not a port");
        }
        return port;
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many ranges there are. */
    int size() {
        return bounds.length / 2;
    }

    int first(int range) {
        return bounds[2 * range];
    }

    int last(int range) {
        return bounds[2 * range + 1];
    }

    PortSet set() {
        PortSet.Builder ports = new PortSet.Builder();
        for (int range = 0; range < size(); range++) {
            ports.add(first(range), last(range));
        }
        return ports.build();
    }
}
