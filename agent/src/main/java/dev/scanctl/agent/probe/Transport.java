package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;

/**
 * A way to send probes and hear replies. Owned by the thread of one engine; no call blocks except {@link #poll} for as
 * long as it is told, and {@link #wakeUp}, which any thread may call.
 */
public interface Transport extends AutoCloseable {

    /** How probes of this transport ask; part of every observation. */
    Method method();

    /**
     * Attempts that may be open at a time with what the machine grants now (descriptors, source ports, room in its connection
     * tracking). May shrink and grow while running; 0 for a moment only.
     */
    int capacity();

    /**
     * Sends one attempt. A reply may be handed over before this returns (a local fault, a listener on this machine).
     *
     * @param attempt the engine's number for this attempt; handed back with its reply, unique while it is open
     * @param port 0 to 65535
     */
    void send(int attempt, Address target, int port, Replies replies);

    /**
     * The same for a host that is to be handled with care: no payload is sent, an opened connection is closed in order (FIN)
     * and never reset by us, and one that is still being closed has ended before the next to the same host is opened. A
     * transport that opens nothing and says nothing sends as ever.
     */
    default void sendGently(int attempt, Address target, int port, Replies replies) {
        send(attempt, target, port, replies);
    }

    /** Whether a gentle connection to one of these hosts is still being closed, although its reply has come. */
    default boolean takesLeaveOf(AddressSet hosts) {
        return false;
    }

    /** Gives up an open attempt: its resources are freed and no reply for it comes any more. */
    void abandon(int attempt);

    /**
     * Hands over all replies that have come.
     *
     * @param maxWaitNanos how long to wait for the first where none has come; 0 returns at once
     */
    void poll(long maxWaitNanos, Replies replies);

    /** Ends a running or the next {@link #poll} early. Any thread. */
    void wakeUp();

    /**
     * Whether packets were dropped on this machine since the last call, so that silence since then says nothing (drop
     * counters of interface, neighbour table and connection tracking, blocked retransmissions).
     */
    boolean localDrops();

    @Override
    void close();
}
