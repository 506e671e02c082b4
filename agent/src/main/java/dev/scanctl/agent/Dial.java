package dev.scanctl.agent;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/**
 * Where a coordinator is, and how it is called: plainly, until there are certificates.
 *
 * @param host name or numeric address, no brackets
 * @param port 1 to 65535
 */
record Dial(String host, int port) {
    /** A dead peer is noticed within these two together; the coordinator allows pings from every 5 s on. */
    private static final long PING_EVERY_SECONDS = 10;

    private static final long PONG_WITHIN_SECONDS = 5;
    /** Nothing that comes down is larger than a grant: at most 65,536 single addresses. */
    private static final int MAX_INBOUND_BYTES = 8 << 20;

    /** From {@code HOST:PORT}, an IPv6 address in brackets; else {@link IllegalArgumentException}. */
    static Dial parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isBlank() || !bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600");
        }
        return new Dial(bracketed ? host.substring(1, host.length() - 1) : host, port(text, colon));
    }

    private static int port(String text, int colon) {
        String digits = text.substring(colon + 1);
        boolean number = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + text + "' does not end in a port from 1 to 65535");
        }
        return port;
    }

    ManagedChannel open() {
        return NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PONG_WITHIN_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_INBOUND_BYTES)
                .build();
    }
}
