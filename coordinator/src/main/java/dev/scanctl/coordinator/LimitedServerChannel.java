package dev.scanctl.coordinator;

import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only so many connections of one address, and in all: one peer that opens connections without end neither fills
 * the memory nor keeps others out. What is above the limit is closed at once. Accepting belongs to the accept loop;
 * connections end on other loops, so that the counts have a lock.
 */
final class LimitedServerChannel extends NioServerSocketChannel {
    /** A whole site of agents may stand behind one translated address. */
    static final int MAX_OF_ADDRESS = 256;

    /** Beside agents and operators there is nobody; descriptors are limited to 1,024 on some machines. */
    static final int MAX_IN_ALL = 4_096;

    private static final Logger LOG = System.getLogger(LimitedServerChannel.class.getName());

    private final Map<InetAddress, Integer> open = new HashMap<>();
    private int inAll;

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        if (accepted.size() == before) {
            return read;
        }
        SocketChannel connection = (SocketChannel) accepted.getLast();
        InetAddress peer = peer(connection);
        if (peer == null || !admit(peer)) {
            accepted.removeLast();
            connection.unsafe().closeForcibly();
            return 0;
        }
        connection.closeFuture().addListener(_ -> gone(peer));
        return read;
    }

    /** Null if the peer has gone already. */
    private static @Nullable InetAddress peer(SocketChannel connection) {
        return connection.remoteAddress() == null ? null : connection.remoteAddress().getAddress();
    }

    private synchronized boolean admit(InetAddress peer) {
        int ofPeer = open.getOrDefault(peer, 0);
        if (ofPeer >= MAX_OF_ADDRESS || inAll >= MAX_IN_ALL) {
            if (ofPeer == MAX_OF_ADDRESS) {
                LOG.log(Level.DEBUG, "{0} has {1} connections; no more are taken.", peer.getHostAddress(), ofPeer);
            }
            return false;
        }
        open.put(peer, ofPeer + 1);
        inAll++;
        return true;
    }

    private synchronized void gone(InetAddress peer) {
        open.computeIfPresent(peer, (_, n) -> n == 1 ? null : n - 1);
        inAll--;
    }

    /** How many connections are open, for tests. */
    synchronized int open() {
        return inAll;
    }
}
