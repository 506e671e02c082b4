package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;

/**
 * Finds whom an answer belongs to and hands it over. An answer about a port ends all attempts at it; if all had ended it is
 * late, and handed over if it says more than is known. All others are counted and ignored. Owned by one thread.
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
        boolean news = sent.learn(target, port, outcome.state());
        boolean inTime = false;
        for (int slot; (slot = sent.openAt(target, port)) != SentProbes.NONE; inTime = true) {
            int attempt = sent.attempt(slot);
            sent.end(slot, outcome.state(), nowNanos);
            replies.reply(attempt, outcome);
        }
        if (!inTime && news) {
            replies.late(target, port, outcome);
        } else if (!inTime) {
            ignored++;
        }
    }

    /** Datagrams and ICMP errors so far that belonged to nobody, or said nothing new. */
    long ignored() {
        return ignored;
    }
}
