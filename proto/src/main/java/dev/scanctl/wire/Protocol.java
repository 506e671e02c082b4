package dev.scanctl.wire;

/** Transport protocol of a port. Numbers are those of {@code scan.v1.Protocol}. */
public enum Protocol {
    TCP(1, "tcp"),
    UDP(2, "udp");

    private final int number;
    private final String label;

    Protocol(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The number on the wire and in the store. */
    public int number() {
        return number;
    }

    /** The name people write, in lower case. */
    public String label() {
        return label;
    }

    /** The protocol of a wire number; an unknown number is an {@link IllegalArgumentException}. */
    public static Protocol of(int number) {
        return switch (number) {
            case 1 -> TCP;
            case 2 -> UDP;
            default -> throw new IllegalArgumentException("no protocol has number " + number);
        };
    }
}
