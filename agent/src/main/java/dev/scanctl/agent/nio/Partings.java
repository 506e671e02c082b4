package dev.scanctl.agent.nio;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Connections that are being closed in order: our FIN is out, and what the peer still says is read and dropped until its own
 * comes, since a close over unread bytes is a reset (RFC 1122 §4.2.2.13). A peer that does not end within a second is left. At
 * most one for each host. Owned by the engine's thread.
 */
final class Partings {
    private static final System.Logger LOG = System.getLogger(Partings.class.getName());
    private static final long LONGEST_NANOS = 1_000_000_000L;
    /** Of {@value #BUFFER} bytes each: a greeting takes one or two. */
    private static final int MOST_READS = 64;

    private static final int BUFFER = 4_096;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    /** The oldest first. */
    private final Map<Address, Parting> byHost = new LinkedHashMap<>();

    /** What stands in the selection key of such a connection. */
    record Parting(Address host, SocketChannel channel, long endNanos) {}

    Partings(Selector selector) {
        this.selector = selector;
    }

    int size() {
        return byHost.size();
    }

    /** Takes over an established connection. */
    void begin(SocketChannel channel, Address host, long nowNanos) {
        leave(host);
        Parting parting = new Parting(host, channel, nowNanos + LONGEST_NANOS);
        byHost.put(host, parting);
        try {
            channel.shutdownOutput();
            channel.register(selector, SelectionKey.OP_READ, parting);
        } catch (IOException e) {
            end(parting);
        }
    }

    /** Ends the one with this host, if there is one: another connection is about to be opened. Not while keys are walked. */
    void endWith(Address host) {
        if (leave(host)) {
            try {
                selector.selectNow(); // only now is the socket of a registered channel closed
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "A closed probe could not be deregistered: {0}", e.getMessage());
            }
        }
    }

    private boolean leave(Address host) {
        Parting parting = byHost.get(host);
        if (parting != null) {
            hearOut(parting);
            end(parting);
        }
        return parting != null;
    }

    /** There is something to read, or its end. */
    void ready(Parting parting) {
        if (hearOut(parting)) {
            end(parting);
        }
    }

    /** Reads what the peer says; whether there is nothing to wait for any more. */
    private boolean hearOut(Parting parting) {
        try {
            for (int reads = 0; reads < MOST_READS; reads++) {
                int read = parting.channel.read(buffer.clear());
                if (read <= 0) {
                    return read < 0;
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection that was being closed has gone: {0}", e.getMessage());
        }
        return true;
    }

    private void end(Parting parting) {
        byHost.remove(parting.host, parting);
        try {
            parting.channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing a probe failed: {0}", e.getMessage());
        }
    }

    /** Leaves those whose time is over. */
    void expire(long nowNanos) {
        while (nextNanos(nowNanos) <= 0) {
            leave(byHost.keySet().iterator().next());
        }
    }

    /** Nanoseconds until the time of the first is over; {@link Long#MAX_VALUE}: there is none. */
    long nextNanos(long nowNanos) {
        return byHost.isEmpty() ? Long.MAX_VALUE : byHost.values().iterator().next().endNanos - nowNanos;
    }

    boolean anyOf(AddressSet hosts) {
        return byHost.keySet().stream().anyMatch(hosts::contains);
    }

    /** Leaves all. */
    void close() {
        while (!byHost.isEmpty()) {
            leave(byHost.keySet().iterator().next());
        }
    }
}
