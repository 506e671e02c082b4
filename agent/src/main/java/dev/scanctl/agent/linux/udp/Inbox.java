package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.ErrorQueue;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Empties the two queues of a socket, ICMP errors and datagrams. Owned by one thread; its buffers are used again. */
final class Inbox {
    /** Of each queue at a time, so that a flood cannot hold a poll for ever; the rest waits for the next. */
    private static final int MOST = 4_096;

    private final SocketPool sockets;
    private final Attribution attribution;
    private final Verdicts verdicts;
    private final OwnAddresses own;
    private final ErrorQueue errorQueue;
    private final SockAddr peer = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    /** What a datagram says does not matter, so the rest of it may be cut off. */
    private final MemorySegment content = Arena.ofAuto().allocate(1);

    Inbox(SystemCalls calls, SocketPool sockets, Attribution attribution, Verdicts verdicts, OwnAddresses own) {
        this.sockets = sockets;
        this.attribution = attribution;
        this.verdicts = verdicts;
        this.own = own;
        this.errorQueue = new ErrorQueue(calls);
    }

    /** Hands over what lies in both queues of a socket. */
    void empty(int index, Replies replies) {
        UdpSocket socket = sockets.get(index);
        socket.noteFill();
        emptyErrors(index, replies);
        for (int taken = 0; taken < MOST; taken++) {
            int errno = socket.receive(content, peer);
            if (errno == 0) {
                datagram(index, replies);
            } else if (!UdpSocket.mayBeEarlier(errno)) {
                return; // EAGAIN: no more
            }
        }
    }

    /** Hands over the ICMP errors of a socket, after which none of them is pending; whether there was any. */
    boolean emptyErrors(int index, Replies replies) {
        int fd = sockets.get(index).descriptor();
        int taken = 0;
        for (IcmpRejection each; taken < MOST && (each = errorQueue.take(fd, peer)) != null; taken++) {
            if (peer.hasAddress()) {
                Address target = peer.address();
                int port = peer.port();
                attribution.rejection(
                        target, port, index, verdicts.rejected(each, target), System.nanoTime(), replies);
            }
        }
        return taken > 0;
    }

    private void datagram(int index, Replies replies) {
        if (!peer.hasAddress()) {
            return;
        }
        Address from = peer.address();
        int port = peer.port();
        // A probe of this machine's own ports reached one of our sockets: it is a question, not an answer.
        if (!(sockets.hasPort(port) && own.contains(from))) {
            attribution.datagram(from, port, index, System.nanoTime(), replies);
        }
    }

    long ignored() {
        return attribution.ignored();
    }
}
