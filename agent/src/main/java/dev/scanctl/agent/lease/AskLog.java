package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.LeaseRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * When each message of one stream was sent and which leases it listed. A lease runs from when the agent asked, and the
 * answer only repeats the asking message's number. Owned by the control thread.
 */
final class AskLog {
    /** Messages older than any lease can run are of no use: at most this many are kept. */
    private static final int KEPT = 256;

    private final Deque<Ask> asks = new ArrayDeque<>();
    private long lastSeq;

    /** One message up; {@code listed} is what it asked to renew. */
    record Ask(long seq, long sentNanos, List<LeaseRef> listed) {}

    /** Notes a message about to be sent and numbers it, from 1. */
    long next(List<LeaseRef> listed, long nowNanos) {
        lastSeq++;
        asks.addLast(new Ask(lastSeq, nowNanos, List.copyOf(listed)));
        if (asks.size() > KEPT) {
            asks.removeFirst();
        }
        return lastSeq;
    }

    /** Empty for a number never used, or so long ago that a lease from then is over. */
    Optional<Ask> find(long seq) {
        return asks.stream().filter(ask -> ask.seq == seq).findFirst();
    }
}
