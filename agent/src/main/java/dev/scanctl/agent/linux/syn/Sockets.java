package dev.scanctl.agent.linux.syn;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * Sockets of one kind, more of them as they fill up. Packets that wait for a neighbour that does not answer stay in the send
 * buffer of their socket for seconds, and without CAP_NET_ADMIN that holds some 500 packets only. Owned by one thread.
 */
final class Sockets {
    private final IntSupplier opener;
    private final int[] fds;
    private int opened;
    private int current;
    /** Sockets that were full one after the other. */
    private int full;

    /**
     * @param opener gives a socket, or −errno
     * @param most sockets there may be, from 1; the first is opened at once
     */
    Sockets(IntSupplier opener, int most) {
        this.opener = opener;
        this.fds = new int[most];
        fds[opened++] = opener.getAsInt();
    }

    /** The one to send on now; −errno: there is none. */
    int current() {
        return fds[current];
    }

    /** The current one took something. */
    void took() {
        full = 0;
    }

    /** The current one is full: goes on to another. False: all are, and the next to try is another all the same. */
    boolean goOn() {
        if (++full < opened) {
            current = (current + 1) % opened;
            return true;
        }
        int fd = opened < fds.length ? opener.getAsInt() : -1;
        if (fd < 0) {
            full = 0;
            current = (current + 1) % opened;
            return false;
        }
        current = opened;
        fds[opened++] = fd;
        return true;
    }

    /** Hands over each that is open. */
    void close(IntConsumer closing) {
        for (int i = 0; i < opened; i++) {
            if (fds[i] >= 0) {
                closing.accept(fds[i]);
            }
        }
        opened = 0;
    }
}
