package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Keeps all that the table says to agents, in order. */
final class HeardLines implements LeaseLines {
    /** One thing said on one session. */
    sealed interface Word {
        long session();
    }

    record Welcomed(long session, List<LeaseId> kept, long askedSeq) implements Word {}

    record TurnedAway(long session, Refused.Cause cause, long retryAfterMs) implements Word {}

    record Granted(long session, GrantedUnit grant) implements Word {}

    record Renewed(long session, long askedSeq, List<LeaseId> leases) implements Word {}

    record Revoked(long session, LeaseId lease, Revoke.Cause cause) implements Word {}

    record Shared(long session, LeaseId lease, Share share) implements Word {}

    record Excluded(long session, long scanId, int overlay, AddressSet addresses) implements Word {}

    record Cut(long session) implements Word {}

    final List<Word> words = new ArrayList<>();

    <W extends Word> Stream<W> all(Class<W> kind) {
        return words.stream().filter(kind::isInstance).map(kind::cast);
    }

    List<GrantedUnit> grants(long session) {
        return all(Granted.class)
                .filter(word -> word.session() == session)
                .map(Granted::grant)
                .toList();
    }

    @Override
    public void welcome(long session, List<LeaseId> kept, long askedSeq) {
        words.add(new Welcomed(session, kept, askedSeq));
    }

    @Override
    public void refuse(long session, Refused.Cause cause, String detail, long retryAfterMs) {
        words.add(new TurnedAway(session, cause, retryAfterMs));
    }

    @Override
    public void grant(long session, GrantedUnit grant) {
        words.add(new Granted(session, grant));
    }

    @Override
    public void renew(long session, long askedSeq, List<LeaseId> renewed) {
        words.add(new Renewed(session, askedSeq, renewed));
    }

    @Override
    public void revoke(long session, LeaseId lease, Revoke.Cause cause) {
        words.add(new Revoked(session, lease, cause));
    }

    @Override
    public void share(long session, LeaseId lease, Share share) {
        words.add(new Shared(session, lease, share));
    }

    @Override
    public void exclude(long session, long scanId, int overlay, AddressSet addresses) {
        words.add(new Excluded(session, scanId, overlay, addresses));
    }

    @Override
    public void cut(long session, String why) {
        words.add(new Cut(session));
    }
}
