package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.NamespaceThread;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;

/** A real UDP socket that answers when told to, so that no thread is needed. */
final class Listener implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final DatagramSocket socket;

    private Listener(DatagramSocket socket) throws SocketException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /**
     * @param address with a zone of the calling thread's namespace if it is link-local
     * @param port 0: any
     */
    static Listener on(String address, int port) throws IOException {
        return new Listener(new DatagramSocket(port, Probing.inetAddress(address)));
    }

    static Listener atTarget(TestNetwork network, String address, int port) throws Exception {
        return NamespaceThread.call(network.target(), () -> on(address, port));
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Waits for a datagram. */
    DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return packet;
    }

    /** Sends it back to where it came from. */
    void answer(DatagramPacket packet) throws IOException {
        socket.send(packet);
    }

    /** Waits for a datagram and sends it back. */
    void echo() throws IOException {
        answer(receive());
    }

    @Override
    public void close() {
        socket.close();
    }
}
