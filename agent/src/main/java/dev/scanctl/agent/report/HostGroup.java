package dev.scanctl.agent.report;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.wire.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive addresses with the same runs, whose last verdicts came within a second of each other, so that one time
 * is true enough for all.
 *
 * @param count addresses, from 1
 * @param firstVerdictNanos the earliest of the hosts' last verdicts, on the engine's clock
 * @param lastVerdictNanos the latest of them, which is the one reported
 */
record HostGroup(Address first, int count, ByteString runs, long firstVerdictNanos, long lastVerdictNanos) {
    private static final long NEAR_NANOS = 1_000_000_000L;
    /** Bytes of a host on the wire besides its runs: address, count, age and tags. */
    private static final int FRAME_BYTES = 40;

    /** Ascending hosts, as few groups as can be. */
    static List<HostGroup> of(List<UnitOutcome.Host> hosts) {
        List<HostGroup> groups = new ArrayList<>();
        for (UnitOutcome.Host host : hosts) {
            HostGroup next = of(host);
            if (!groups.isEmpty() && groups.getLast().takes(next)) {
                groups.set(groups.size() - 1, groups.getLast().with(next));
            } else {
                groups.add(next);
            }
        }
        return groups;
    }

    private static HostGroup of(UnitOutcome.Host host) {
        long at = host.lastVerdictNanos();
        return new HostGroup(host.address(), 1, ByteString.copyFrom(host.runs().encode()), at, at);
    }

    private boolean takes(HostGroup next) {
        return next.first.v6() == first.v6()
                && next.first.minus(first) == count
                && next.runs.equals(runs)
                && next.lastVerdictNanos - firstVerdictNanos <= NEAR_NANOS
                && lastVerdictNanos - next.firstVerdictNanos <= NEAR_NANOS;
    }

    private HostGroup with(HostGroup next) {
        long earliest = Math.min(firstVerdictNanos, next.firstVerdictNanos);
        long latest = Math.max(lastVerdictNanos, next.lastVerdictNanos);
        return new HostGroup(first, count + next.count, runs, earliest, latest);
    }

    /** Whether an address of the same unit is one of this group's. */
    boolean contains(Address address) {
        return address.v6() == first.v6() && address.compareTo(first) >= 0 && address.minus(first) < count;
    }

    /** An upper bound of its size on the wire. */
    int bytes() {
        return runs.size() + FRAME_BYTES;
    }

    HostResult toMessage(long nowNanos) {
        return HostResult.newBuilder()
                .setAddress(ByteString.copyFrom(LinkLocal.onWire(first).toBytes()))
                .setCount(count)
                .setRuns(runs)
                .setAgeMs(Ages.millis(lastVerdictNanos, nowNanos))
                .build();
    }
}
