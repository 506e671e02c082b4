package dev.scanctl.agent.nio;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;

/**
 * Connect probes through the JDK's selector. An ICMP rejection that Linux calls "connection refused" looks closed here, and
 * drops on this machine are not seen: {@link #shownFor} tells what can be relied on. All state belongs to the thread
 * of one engine; only {@link #wakeUp} may be called from another.
 */
public final class NioConnectTransport implements Transport {
    /** The most attempts in flight unless told otherwise: the JVM's own limit of descriptors is often not much more. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;

    private static final System.Logger LOG = System.getLogger(NioConnectTransport.class.getName());

    private final Map<Integer, Connection> open = new HashMap<>();
    private final Selector selector;
    private final Partings partings;
    private final int maxInFlight;
    /** Shrinks where the system gives no more descriptors, and grows back by one with each that it gives. */
    private int ceiling;

    private NioConnectTransport(Selector selector, int maxInFlight) {
        this.selector = selector;
        this.partings = new Partings(selector);
        this.maxInFlight = maxInFlight;
        this.ceiling = maxInFlight;
    }

    /** With at most 1,024 attempts in flight. */
    public static NioConnectTransport open() {
        return open(DEFAULT_MAX_IN_FLIGHT);
    }

    /**
     * @param maxInFlight the most attempts in flight, from 1
     */
    public static NioConnectTransport open(int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least one attempt is in flight, not " + maxInFlight);
        }
        try {
            return new NioConnectTransport(Selector.open(), maxInFlight);
        } catch (IOException e) {
            throw new UncheckedIOException("No selector can be opened", e);
        }
    }

    /**
     * What this transport shows where the other outcome is the truth; the same for those that it tells apart. An oracle for
     * the latter only. Outcomes that it has no word for are unknown.
     */
    public static Outcome shownFor(Outcome truth, boolean v6) {
        return ExceptionTable.shownFor(truth, v6);
    }

    @Override
    public Method method() {
        return Method.CONNECT_PORTABLE;
    }

    @Override
    public int capacity() {
        return Math.max(0, ceiling - partings.size());
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        send(attempt, target, port, false, replies);
    }

    @Override
    public void sendGently(int attempt, Address target, int port, Replies replies) {
        partings.endWith(target);
        send(attempt, target, port, true, replies);
    }

    @Override
    public boolean takesLeaveOf(AddressSet hosts) {
        return partings.anyOf(hosts);
    }

    private void send(int attempt, Address target, int port, boolean gently, Replies replies) {
        try {
            InetSocketAddress remote = new InetSocketAddress(remote(target), port);
            Connection connection = new Connection(attempt, target, SocketChannel.open(), gently);
            ceiling = Math.min(maxInFlight, ceiling + 1);
            connect(connection, remote, replies);
        } catch (IOException e) {
            ceiling = Math.max(1, open.size() - open.size() / 8);
            replies.reply(attempt, ExceptionTable.atOnce(e));
        }
    }

    private static InetAddress remote(Address target) throws UnknownHostException {
        return LinkLocal.is(target)
                ? Inet6Address.getByAddress(null, LinkLocal.onWire(target).toBytes(), LinkLocal.link(target))
                : target.toInetAddress();
    }

    private void connect(Connection connection, InetSocketAddress remote, Replies replies) {
        try {
            connection.channel().configureBlocking(false);
            if (connection.channel().connect(remote)) {
                end(connection, connected(connection), replies);
            } else {
                connection.channel().register(selector, SelectionKey.OP_CONNECT, connection);
                open.put(connection.attempt(), connection);
            }
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            end(connection, ExceptionTable.atOnce(e), replies);
        }
    }

    @Override
    public void abandon(int attempt) {
        Connection connection = open.remove(attempt);
        if (connection != null) {
            close(connection.channel());
        }
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        try {
            long longest = Math.max(0, partings.nextNanos(System.nanoTime()));
            select(Math.min(maxWaitNanos, longest));
        } catch (IOException e) {
            throw new UncheckedIOException("The selector failed", e);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof Connection connection && key.isValid()) {
                finish(connection, replies);
            } else if (key.attachment() instanceof Partings.Parting parting && key.isValid()) {
                partings.ready(parting);
            }
        }
        selector.selectedKeys().clear();
        partings.expire(System.nanoTime());
    }

    private void select(long maxWaitNanos) throws IOException {
        if (maxWaitNanos <= 0) {
            selector.selectNow();
        } else {
            selector.select(Math.max(1, (maxWaitNanos + 999_999) / 1_000_000));
        }
    }

    private void finish(Connection connection, Replies replies) {
        try {
            if (connection.channel().finishConnect()) {
                end(connection, connected(connection), replies);
            }
        } catch (IOException e) {
            ExceptionTable.later(e)
                    .ifPresentOrElse(
                            outcome -> end(connection, outcome, replies), () -> abandon(connection.attempt()));
        }
    }

    /** Rules out a connection to itself, and makes close send a reset unless it is to be closed in order. */
    private static Outcome connected(Connection connection) throws IOException {
        SocketChannel channel = connection.channel();
        boolean self = channel.getRemoteAddress().equals(channel.getLocalAddress());
        if (self || !connection.gently()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        return self ? ExceptionTable.CLOSED : ExceptionTable.OPEN;
    }

    /** Closes the channel, or begins to, then hands over the outcome. */
    private void end(Connection connection, Outcome outcome, Replies replies) {
        open.remove(connection.attempt());
        if (connection.gently() && outcome == ExceptionTable.OPEN) {
            partings.begin(connection.channel(), connection.target(), System.nanoTime());
        } else {
            close(connection.channel());
        }
        replies.reply(connection.attempt(), outcome);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing a probe failed: {0}", e.getMessage());
        }
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    /** Never: Java does not tell. */
    @Override
    public boolean localDrops() {
        return false;
    }

    @Override
    public void close() {
        open.values().forEach(connection -> close(connection.channel()));
        open.clear();
        partings.close();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing the selector failed: {0}", e.getMessage());
        }
    }

    private record Connection(int attempt, Address target, SocketChannel channel, boolean gently) {}
}
