package dev.scanctl.coordinator.ingest;

import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import dev.scanctl.wire.Runs;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One host of a result, or neighbouring hosts alike.
 *
 * @param encoded the bytes of {@code runs}
 * @param details how open ports answered, see {@link dev.scanctl.coordinator.store.row.OpenDetails}
 */
record HostRuns(AddressRange hosts, Runs runs, byte[] encoded, long observedMs, byte[] details) {
    private static final byte[] NONE = {};

    /** Without details. */
    HostRuns(AddressRange hosts, Runs runs, byte[] encoded, long observedMs) {
        this(hosts, runs, encoded, observedMs, NONE);
    }

    HostRuns with(byte[] others) {
        return new HostRuns(hosts, runs, encoded, observedMs, others);
    }

    /** The same of some of its hosts, without details. */
    HostRuns among(AddressRange some) {
        return new HostRuns(some, runs, encoded, observedMs);
    }

    /** Bit set of the states that occur: 1 &lt;&lt; number. */
    int states() {
        int states = 0;
        for (Run run : runs.list()) {
            states |= 1 << run.outcome().state().number();
        }
        return states;
    }

    /** Whether any port was probed. */
    boolean probed() {
        return any(state -> state != PortState.NOT_PROBED);
    }

    /** Whether any port has such a state. */
    boolean any(Predicate<PortState> such) {
        for (Run run : runs.list()) {
            if (such.test(run.outcome().state())) {
                return true;
            }
        }
        return false;
    }

    /** Ports of all its hosts that ended for this reason. */
    long portsWith(Reason reason) {
        return runs.list().stream()
                .filter(run -> run.outcome().reason() == reason)
                .mapToLong(run -> hosts.size() * runs.portsIn(run))
                .sum();
    }

    /** Adds the ports of all its hosts to counts by outcome, times {@code factor}. */
    void count(Map<Outcome, Long> counts, long factor) {
        for (Run run : runs.list()) {
            counts.merge(run.outcome(), factor * hosts.size() * runs.portsIn(run), Long::sum);
        }
    }
}
