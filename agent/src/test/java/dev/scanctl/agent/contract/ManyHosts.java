package dev.scanctl.agent.contract;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Hosts 10.213.8.1 and on behind the target of a network, all alike: each with an open, a closed and a dropped port. */
final class ManyHosts implements AutoCloseable {
    static final int OPEN = 1022;
    static final int CLOSED = 1023;
    static final int DROPPED = 1024;
    private static final Address FIRST = Address.parse("10.213.8.1");

    private final int count;
    private final ServerSocket listener;
    private final Selector answering;
    private final Thread answerer = Thread.ofPlatform().name("udp-answerer").unstarted(this::answer);

    private ManyHosts(int count) throws IOException {
        this.count = count;
        listener = new ServerSocket(OPEN, 1_000);
        answering = Selector.open();
        for (int host = 0; host < count; host++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(FIRST.plus(host).toString(), OPEN));
            channel.configureBlocking(false);
            channel.register(answering, SelectionKey.OP_READ);
        }
    }

    static ManyHosts open(TestNetwork network, int count) throws Exception {
        network.manyAddressesAtTarget();
        network.atTarget("meta l4proto { tcp, udp } th dport " + DROPPED + " drop");
        ManyHosts hosts = NamespaceThread.call(network.target(), () -> new ManyHosts(count));
        hosts.answerer.start();
        return hosts;
    }

    AddressSet addresses() {
        return AddressSet.of(new AddressRange(FIRST, FIRST.plus(count - 1)));
    }

    static PortState truth(Protocol protocol, int port) {
        return switch (port) {
            case OPEN -> PortState.OPEN;
            case CLOSED -> PortState.CLOSED;
            default -> protocol == Protocol.TCP ? PortState.FILTERED : PortState.OPEN_FILTERED;
        };
    }

    private void answer() {
        ByteBuffer bytes = ByteBuffer.allocate(2_048);
        try {
            while (answering.isOpen()) {
                answering.select(key -> echo((DatagramChannel) key.channel(), bytes));
            }
        } catch (ClosedSelectorException e) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void echo(DatagramChannel channel, ByteBuffer bytes) {
        try {
            bytes.clear();
            SocketAddress from = channel.receive(bytes);
            if (from != null) {
                channel.send(bytes.flip(), from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listener.close();
        for (SelectionKey key : answering.keys()) {
            key.channel().close();
        }
        answering.close();
        answerer.join();
    }
}
