package dev.scanctl.coordinator.query.diff;

import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/** What became of one port from one side of a comparison to the other. Pure. */
final class PortChange {
    private PortChange() {}

    /** @param before null where nothing is known */
    static ChangeKind of(
            @Nullable Outcome before, @Nullable Method how, @Nullable Outcome after, @Nullable Method howAfter) {
        if (before == null || after == null) {
            return ChangeKind.CHANGE_KIND_NOT_COMPARABLE;
        }
        if (before.state() == after.state()) {
            return ChangeKind.CHANGE_KIND_UNCHANGED;
        }
        if (HostSide.down(before) || HostSide.down(after)) {
            return ofAHostThatIsDown(before, after);
        }
        return byMethod(before, how, after, howAfter) ? ChangeKind.CHANGE_KIND_BY_METHOD : to(after.state());
    }

    /** A port of a host that is down is as good as closed; what else it is says more of the host. */
    private static ChangeKind ofAHostThatIsDown(Outcome before, Outcome after) {
        if (after.state() == PortState.OPEN) {
            return ChangeKind.CHANGE_KIND_OPENED;
        }
        return before.state() == PortState.OPEN ? ChangeKind.CHANGE_KIND_CLOSED : ChangeKind.CHANGE_KIND_UNCHANGED;
    }

    /**
     * Whether the way of asking may be all that differs. Who answers for a port, with a handshake or a reset, answers
     * every method alike; what a filter on the way lets through, and what a portable API can tell of it, depends on it.
     */
    private static boolean byMethod(Outcome before, @Nullable Method how, Outcome after, @Nullable Method howAfter) {
        boolean bothAnswer = answers(before.state(), how) && answers(after.state(), howAfter);
        return how != howAfter && !bothAnswer;
    }

    private static boolean answers(PortState state, @Nullable Method how) {
        return state == PortState.OPEN || state == PortState.CLOSED && how != Method.CONNECT_PORTABLE;
    }

    private static ChangeKind to(PortState state) {
        return switch (state) {
            case OPEN -> ChangeKind.CHANGE_KIND_OPENED;
            case CLOSED -> ChangeKind.CHANGE_KIND_CLOSED;
            case FILTERED, OPEN_FILTERED -> ChangeKind.CHANGE_KIND_FILTERED;
            case UNKNOWN, NOT_PROBED -> throw new IllegalArgumentException(state + " is no observation");
        };
    }
}
