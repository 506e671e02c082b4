package dev.scanctl.wire;

/** How a probe asks; part of every observation. Numbers are those of {@code scan.v1.Method}. */
public enum Method {
    CONNECT(1, "connect"),
    SYN(2, "syn"),
    UDP(3, "udp"),
    CONNECT_PORTABLE(4, "connect-portable"),
    ICMP_ECHO(5, "icmp-echo"),
    NEIGHBOUR(6, "neighbour");

    private static final Method[] BY_NUMBER = {CONNECT, SYN, UDP, CONNECT_PORTABLE, ICMP_ECHO, NEIGHBOUR};

    private final int number;
    private final String label;

    Method(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The number on the wire and in the store. */
    public int number() {
        return number;
    }

    /** The name people read, in lower case. */
    public String label() {
        return label;
    }

    /** The method of a wire number; an unknown number is an {@link IllegalArgumentException}. */
    public static Method of(int number) {
        if (number < 1 || number > BY_NUMBER.length) {
            throw new IllegalArgumentException("no method has number " + number);
        }
        return BY_NUMBER[number - 1];
    }
}
