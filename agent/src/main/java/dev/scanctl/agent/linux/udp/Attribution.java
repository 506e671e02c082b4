package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;

/**
 * Finds whom an answer belongs to and hands it over. An answer about a port ends all attempts at it; if all were given up it is
 * late. What belongs to nobody is counted and ignored. Owned by one thread.
 */
final class Attribution {
    private final SentProbes sent;
    private final SocketPool sockets;
    private long ignored;

    Attribution(SentProbes sent, SocketPool sockets) {
        this.sent = sent;
        this.sockets = sockets;
    }

    /** A datagram came to a socket. */
    void datagram(Address from, int port, int socket, long nowNanos, Replies replies) {
        if (sockets.indexFor(from, port) == socket && sent.attemptsAt(from, port) > 0) {
            handOver(from, port, Verdicts.OPEN, nowNanos, replies);
            return;
        }
        int meant = sent.onlyPort(from, socket, nowNanos);
        if (meant == SentProbes.NONE) {
            ignored++;
        } else {
            handOver(from, meant, Verdicts.OPEN_OTHER_SOURCE, nowNanos, replies);
        }
    }

    /** An ICMP error about a datagram to this port came to a socket. */
    void rejection(Address target, int port, int socket, Outcome outcome, long nowNanos, Replies replies) {
        if (sockets.indexFor(target, port) == socket) {
            handOver(target, port, outcome, nowNanos, replies);
        } else {
            ignored++;
        }
    }

    private void handOver(Address target, int port, Outcome outcome, long nowNanos, Replies replies) {
        boolean inTime = false;
        boolean late = false;
        for (int slot; (slot = sent.unanswered(target, port)) != SentProbes.NONE; ) {
            boolean open = sent.isOpen(slot);
            int attempt = sent.attempt(slot);
            sent.answered(slot, outcome.state() == PortState.OPEN, nowNanos);
            inTime |= open;
            late |= !open;
            if (open) {
                replies.reply(attempt, outcome);
            }
        }
        if (late && !inTime && outcome.state() != PortState.UNKNOWN) {
            replies.late(target, port, outcome);
        }
        ignored += inTime || late ? 0 : 1;
    }

    /** Datagrams and ICMP errors so far that belonged to nobody. */
    long ignored() {
        return ignored;
    }
}
