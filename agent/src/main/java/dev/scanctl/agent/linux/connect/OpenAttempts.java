package dev.scanctl.agent.linux.connect;

import dev.scanctl.wire.Address;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attempts whose sockets are open: by descriptor in plain arrays, and from attempt number to descriptor by a hash
 * table with linear probing. Allocates only when it grows. Owned by one thread.
 *
 * <p>Each attempt gets a ticket that stands in its epoll event. An event may outlive its socket: given up while the
 * event waits in a batch, its descriptor taken by the next attempt. The ticket tells the two apart.
 */
final class OpenAttempts {
    private static final int NONE = -1;

    /** Later than every interval: nothing that moved since can matter. */
    static final int DEAF = Integer.MAX_VALUE;

    private int[] attemptOf = new int[64];
    private int[] ticketOf = new int[64];
    private char[] portOf = new char[64];
    private boolean[] gentle = new boolean[64];
    private @Nullable Address[] targetOf = new @Nullable Address[64];
    /** In which interval of {@link OwnResets} it was sent; {@link #DEAF}: its socket hears no reset over loopback. */
    private int[] sentOf = new int[64];

    /** Descriptors at the hash of their attempt; {@link #NONE}: free. A power of two, at most half full. */
    private int[] table = emptyTable(128);

    private int size;
    private int lastTicket;

    int size() {
        return size;
    }

    /**
     * Keeps an attempt; gives what stands in its epoll event, which is not negative.
     *
     * @param sent the interval of {@link OwnResets} it was sent in, or {@link #DEAF}
     */
    long add(int fd, int attempt, Address target, int port, boolean gently, int sent) {
        if (fd >= attemptOf.length) {
            growTo(Math.max(fd + 1, attemptOf.length * 2));
        }
        lastTicket = lastTicket == Integer.MAX_VALUE ? 1 : lastTicket + 1;
        attemptOf[fd] = attempt;
        ticketOf[fd] = lastTicket;
        portOf[fd] = (char) port;
        gentle[fd] = gently;
        targetOf[fd] = target;
        sentOf[fd] = sent;
        if (++size * 2 > table.length) {
            rehash(table.length * 2);
        }
        insert(fd);
        return (long) lastTicket << 32 | fd;
    }

    /** The descriptor of an event if its attempt is still open, else −1. */
    int descriptorOf(long data) {
        int fd = (int) data;
        return fd >= 0 && fd < ticketOf.length && ticketOf[fd] == (int) (data >>> 32) ? fd : NONE;
    }

    /** What stands in the epoll event of an open attempt. */
    long data(int fd) {
        return (long) ticketOf[fd] << 32 | fd;
    }

    /** The descriptor of an open attempt, else −1. */
    int descriptorOfAttempt(int attempt) {
        int fd;
        for (int i = home(attempt); (fd = table[i]) != NONE; i = next(i)) {
            if (attemptOf[fd] == attempt) {
                return fd;
            }
        }
        return NONE;
    }

    int attempt(int fd) {
        return attemptOf[fd];
    }

    int port(int fd) {
        return portOf[fd];
    }

    /** Whether its connection is to be closed in order. */
    boolean gentle(int fd) {
        return gentle[fd];
    }

    /** When it was sent, as given to {@link #add}. */
    int sent(int fd) {
        return sentOf[fd];
    }

    Address target(int fd) {
        Address target = targetOf[fd];
        if (target == null) {
            throw new IllegalStateException("descriptor " + fd + " holds no attempt");
        }
        return target;
    }

    /** Forgets the attempt of a descriptor; events for it lead nowhere from now on. */
    void remove(int fd) {
        int hole = home(attemptOf[fd]);
        while (table[hole] != fd) {
            hole = next(hole);
        }
        for (int i = next(hole); table[i] != NONE; i = next(i)) {
            if (mayMoveTo(hole, i)) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = NONE;
        ticketOf[fd] = 0;
        targetOf[fd] = null;
        size--;
    }

    /** Any descriptor that holds an attempt, else −1. */
    int any() {
        for (int fd : table) {
            if (fd != NONE) {
                return fd;
            }
        }
        return NONE;
    }

    /** Whether the entry at i is found from its home on when it stands in the hole before it. */
    private boolean mayMoveTo(int hole, int i) {
        int mask = table.length - 1;
        int home = home(attemptOf[table[i]]);
        return (i - home & mask) >= (i - hole & mask);
    }

    private void insert(int fd) {
        int i = home(attemptOf[fd]);
        while (table[i] != NONE) {
            i = next(i);
        }
        table[i] = fd;
    }

    private int home(int attempt) {
        return attempt * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(table.length) + 1;
    }

    private int next(int i) {
        return i + 1 & table.length - 1;
    }

    private void rehash(int length) {
        int[] old = table;
        table = emptyTable(length);
        for (int fd : old) {
            if (fd != NONE) {
                insert(fd);
            }
        }
    }

    private void growTo(int length) {
        attemptOf = Arrays.copyOf(attemptOf, length);
        ticketOf = Arrays.copyOf(ticketOf, length);
        portOf = Arrays.copyOf(portOf, length);
        gentle = Arrays.copyOf(gentle, length);
        sentOf = Arrays.copyOf(sentOf, length);
        targetOf = Arrays.copyOf(targetOf, length);
    }

    private static int[] emptyTable(int length) {
        int[] table = new int[length];
        Arrays.fill(table, NONE);
        return table;
    }
}
