package dev.scanctl.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * The ports this machine draws source ports from (ip(7), ip_local_port_range).
 *
 * @param first 0 to 65535
 * @param last 0 to 65535, not below the first
 */
public record EphemeralPorts(int first, int last) {
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final EphemeralPorts ANY = new EphemeralPorts(0, 0xffff);

    /** The range of the calling thread's network namespace; every port where it cannot be read. */
    public static EphemeralPorts read() {
        try {
            return parse(Files.readString(RANGE));
        } catch (IOException e) {
            return ANY;
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
