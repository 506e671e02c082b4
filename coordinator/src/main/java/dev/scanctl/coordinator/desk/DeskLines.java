package dev.scanctl.coordinator.desk;

import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.AddressSet;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table's words on their way to the streams of agents. Owned by the desk's thread. */
final class DeskLines implements LeaseLines {
    /** Below gRPC's own limit of 4 MiB on the receiving side. */
    static final int MAX_BATCH_BYTES = 3 << 20;

    private final LeaseTimes times;
    private final int generation;
    private final Clock clock;
    private final Map<Long, AgentLine> lines = new HashMap<>();
    /** Address space of each segment that has an agent. */
    private final Map<Integer, String> spaces = new HashMap<>();

    DeskLines(LeaseTimes times, int generation, Clock clock) {
        this.times = times;
        this.generation = generation;
        this.clock = clock;
    }

    void open(long session, AgentLine line) {
        lines.put(session, line);
    }

    void close(long session) {
        lines.remove(session);
    }

    boolean isOpen(long session) {
        return lines.containsKey(session);
    }

    void space(int segmentId, String space) {
        spaces.put(segmentId, space);
    }

    void endAll(String why) {
        List.copyOf(lines.values()).forEach(line -> line.end(why));
        lines.clear();
    }

    @Override
    public void welcome(long session, List<LeaseId> kept, long askedSeq) {
        send(session, Messages.welcome(times, generation, MAX_BATCH_BYTES, kept, askedSeq, clock.millis()));
    }

    @Override
    public void refuse(long session, Refused.Cause cause, String detail, long retryAfterMs) {
        send(session, Messages.refused(cause, detail, retryAfterMs));
        cut(session, detail);
    }

    @Override
    public void grant(long session, GrantedUnit grant) {
        String space = spaces.getOrDefault(grant.lease().unit().segmentId(), "");
        send(session, Messages.grant(grant, space, times.ttl().toMillis()));
    }

    @Override
    public void renew(long session, long askedSeq, List<LeaseId> renewed) {
        send(session, Messages.renewed(askedSeq, renewed));
    }

    @Override
    public void revoke(long session, LeaseId lease, Revoke.Cause cause) {
        send(session, Messages.revoke(lease, cause));
    }

    @Override
    public void share(long session, LeaseId lease, Share share) {
        send(session, Messages.share(lease, share));
    }

    @Override
    public void exclude(long session, long scanId, int overlay, AddressSet addresses) {
        send(session, Messages.exclude(scanId, overlay, addresses));
    }

    @Override
    public void cut(long session, String why) {
        AgentLine line = lines.remove(session);
        if (line != null) {
            line.end(why);
        }
    }

    void askToRenew(long session) {
        send(session, Messages.RENEW);
    }

    void askAllToRenew() {
        List.copyOf(lines.keySet()).forEach(this::askToRenew);
    }

    void expel(long session, String why) {
        AgentLine line = lines.remove(session);
        if (line != null) {
            line.expel(why);
        }
    }

    private void send(long session, CoordinatorMessage message) {
        AgentLine line = lines.get(session);
        if (line != null) {
            line.send(message);
        }
    }
}
