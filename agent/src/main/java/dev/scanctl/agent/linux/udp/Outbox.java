package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.payload.Payload;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Sends questions. An ICMP error about an earlier datagram waits on its socket and is returned by the next send, which sends
 * nothing then; here the error queue is emptied and the datagram sent again, so that nobody is blamed for another's error.
 * Owned by one thread.
 */
final class Outbox {
    private static final int LARGEST = 1_200;
    /** Sends of one datagram while errors about others keep coming in. */
    private static final int MOST_TRIES = 1_000;
    /**
     * Sends that fail while the error queue is empty. The first may be the error of an entry that was taken just before the kernel
     * noted it on the socket; if the next says the same, it is about this datagram.
     */
    private static final int MOST_UNEXPLAINED = 3;

    private final SocketPool sockets;
    private final Inbox inbox;
    private final MemorySegment bytes = Arena.ofAuto().allocate(LARGEST);
    private final ByteBuffer buffer = bytes.asByteBuffer();
    private final SockAddr to = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    private final SplittableRandom transactions = new SplittableRandom();

    Outbox(SocketPool sockets, Inbox inbox) {
        this.sockets = sockets;
        this.inbox = inbox;
    }

    /**
     * Sends one datagram; errors about earlier ones are handed over meanwhile.
     *
     * @return 0, or the errno that kept it from being sent
     */
    int send(Address target, int port, Payload payload, Replies replies) {
        int index = sockets.indexFor(target, port);
        int errno = lacksLink(target) ? Errno.EINVAL : sockets.open(index);
        if (errno != 0) {
            return errno;
        }
        payload.put(buffer, transactions.nextLong());
        int unexplained = 0;
        for (int tries = 0; tries < MOST_TRIES && unexplained < MOST_UNEXPLAINED; tries++) {
            to.set(target, port);
            errno = sockets.get(index).send(bytes, payload.length(), to);
            if (!UdpSocket.mayBeEarlier(errno)) {
                return errno;
            }
            unexplained = inbox.emptyErrors(index, replies) ? 0 : unexplained + 1;
        }
        return errno;
    }

    /** The kernel would take any of its links. */
    private static boolean lacksLink(Address target) {
        return LinkLocal.is(target) && LinkLocal.link(target) == 0;
    }
}
