package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is still known of single observations of one host by one method. It may know of observations that a timeline does
 * not have yet, and it may have forgotten some that a timeline has: then changes get wider brackets.
 */
public interface Coverage {
    /** Nothing is known. */
    Coverage NONE = new Coverage() {
        @Override
        public Map<Moment, PortSet> last(PortSet ports, PortState state, Moment after, Moment below) {
            return Map.of();
        }

        @Override
        public Map<Moment, PortSet> first(PortSet ports, PortState state, Moment after, @Nullable Moment below) {
            return Map.of();
        }
    };

    /** Of each port the latest observation of a state strictly between two moments; ports without one are absent. */
    Map<Moment, PortSet> last(PortSet ports, PortState state, Moment after, Moment below);

    /** Of each port the earliest one; {@code below} null: whenever after. */
    Map<Moment, PortSet> first(PortSet ports, PortState state, Moment after, @Nullable Moment below);
}
