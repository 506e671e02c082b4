package dev.scanctl.coordinator.lease;

import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.AddressSet;
import java.util.List;

/** What the table says to agents. Nothing here waits, and nothing said needs to arrive. */
public interface LeaseLines {

    void welcome(long session, List<LeaseId> kept, long askedSeq);

    void refuse(long session, Refused.Cause cause, String detail, long retryAfterMs);

    void grant(long session, GrantedUnit grant);

    void renew(long session, long askedSeq, List<LeaseId> renewed);

    void revoke(long session, LeaseId lease, Revoke.Cause cause);

    void share(long session, LeaseId lease, Share share);

    /** {@code addresses} are those of the overlay that touch units the agent holds. */
    void exclude(long session, long scanId, int overlay, AddressSet addresses);

    /** Ends a stream that another of the same agent replaces. */
    void cut(long session, String why);
}
