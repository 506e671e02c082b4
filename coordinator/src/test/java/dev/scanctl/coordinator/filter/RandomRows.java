package dev.scanctl.coordinator.filter;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.Random;

/** Rows of the small world of {@link RandomQueries}. */
final class RandomRows {
    private RandomRows() {}

    static Row next(Random random, long nowMs) {
        return new Row(
                random.nextBoolean() ? "dmz" : "local",
                1 + random.nextInt(3),
                Address.parse("10.0.0." + random.nextInt(40)),
                Protocol.of(1 + random.nextInt(2)),
                random.nextInt(60),
                Outcome.of(PortState.of(1 + random.nextInt(6)), Reason.of(1 + random.nextInt(37))),
                random.nextInt(4) == 0 ? null : Method.of(1 + random.nextInt(3)),
                nowMs - random.nextInt(200_000_000),
                random.nextInt(2_000));
    }

    static boolean within(Reach reach, Row row) {
        var ports = row.protocol() == Protocol.TCP ? reach.ports().tcp() : reach.ports().udp();
        return reach.addresses().map(some -> some.contains(row.address())).orElse(true)
                && ports.contains(row.port())
                && reach.states().contains(row.outcome().state())
                && reach.segments().contains(row.segment())
                && reach.scans().map(some -> some.contains(row.scanId())).orElse(true);
    }
}
