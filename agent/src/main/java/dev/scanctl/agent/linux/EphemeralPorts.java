package dev.scanctl.agent.linux;

import java.util.StringTokenizer;

/**
 * The ports this machine draws source ports from (ip(7), ip_local_port_range).
 *
 * @param first 0 to 65535
 * @param last 0 to 65535, not below the first
 */
public record EphemeralPorts(int first, int last) {
    private static final String RANGE = "/proc/sys/net/ipv4/ip_local_port_range";
    private static final EphemeralPorts ANY = new EphemeralPorts(0, 0xffff);

    /** The range of the calling thread's network namespace; every port where it cannot be read. */
    public static EphemeralPorts read() {
        return ProcFile.open(RANGE).map(EphemeralPorts::read).orElse(ANY);
    }

    /** In one piece: files below /proc/sys give no more than their first read asks for (proc(5)). */
    private static EphemeralPorts read(ProcFile file) {
        try (file) {
            return parse(file.text());
        }
    }

    public static EphemeralPorts parse(String text) {
        StringTokenizer numbers = new StringTokenizer(text);
        return numbers.countTokens() < 2
                ? ANY
                : new EphemeralPorts(Integer.parseInt(numbers.nextToken()), Integer.parseInt(numbers.nextToken()));
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }
}
