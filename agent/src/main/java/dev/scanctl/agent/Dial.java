package dev.scanctl.agent;

import dev.scanctl.agent.identity.Line;
import dev.scanctl.trust.Credentials;
import dev.scanctl.wire.HostPort;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/** Where a coordinator is, and how its connections are kept. */
record Dial(HostPort coordinator) {
    /** A dead peer is noticed within these two together; the coordinator allows pings from every 5 s on. */
    private static final long PING_EVERY_SECONDS = 10;

    private static final long PONG_WITHIN_SECONDS = 5;
    /** Nothing that comes down is larger than a grant: at most 65,536 single addresses. */
    private static final int MAX_INBOUND_BYTES = 8 << 20;

    /** From {@code HOST:PORT}, an IPv6 address in brackets; else {@link IllegalArgumentException}. */
    static Dial parse(String text) {
        return new Dial(HostPort.parse(text));
    }

    /** As the agent that enrolled. */
    ManagedChannel open(Credentials credentials) {
        return Line.of(coordinator, credentials)
                .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PONG_WITHIN_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_INBOUND_BYTES)
                .build();
    }
}
