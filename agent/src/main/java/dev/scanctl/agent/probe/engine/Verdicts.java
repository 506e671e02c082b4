package dev.scanctl.agent.probe.engine;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;

/** What attempts that disagree end in: open, closed, filtered by ICMP, filtered by silence, unknown. */
final class Verdicts {
    static final Outcome TIMED_OUT = Outcome.of(PortState.NOT_PROBED, Reason.HOST_TIMEOUT);

    static final Outcome DROPPED_HERE = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_DROPS);

    static final Outcome SUSPENDED = Outcome.of(PortState.NOT_PROBED, Reason.SUSPENDED);

    static final Outcome ICMP_LIMITED = Outcome.of(PortState.OPEN_FILTERED, Reason.ICMP_LIMITED);

    private Verdicts() {}

    /** The better of two; of equals the first. */
    static Outcome better(Outcome first, Outcome second) {
        return rank(second) < rank(first) ? second : first;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome.state()) {
            case OPEN -> 0;
            case CLOSED -> 1;
            case FILTERED -> outcome.reason() == Reason.NO_RESPONSE ? 4 : 2;
            case OPEN_FILTERED -> 3;
            case UNKNOWN -> 5;
            case NOT_PROBED -> 6;
        };
    }

    /** What silence means. */
    static Outcome silence(Protocol protocol) {
        return switch (protocol) {
            case TCP -> Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE);
            case UDP -> Outcome.of(PortState.OPEN_FILTERED, Reason.NO_RESPONSE);
        };
    }

    /** Whether the probed host itself, or a filter right before it, gave this answer. */
    static boolean fromHost(Outcome outcome) {
        return switch (outcome.state()) {
            case OPEN, CLOSED -> true;
            case FILTERED -> outcome.reason() == Reason.PORT_UNREACH || outcome.reason() == Reason.ADMIN_PROHIBITED;
            case OPEN_FILTERED, UNKNOWN, NOT_PROBED -> false;
        };
    }
}
