package dev.scanctl.coordinator.query;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/** Numbers of the contract. */
public final class Numbers {

    private Numbers() {}

    /** The method of an observation; 0 where nothing was probed. */
    public static int of(@Nullable Method method, Outcome outcome) {
        return method == null || outcome.state() == PortState.NOT_PROBED ? 0 : method.number();
    }
}
