package dev.scanctl.coordinator.lease;

import java.util.List;

/**
 * Units that agents were told to leave.
 *
 * @param units how many, those of agents that could not be told included
 * @param agents how many were told
 * @param cutOff agents that could not be told; they end by themselves with their leases
 */
public record TakenBack(int units, int agents, List<String> cutOff) {
    public static final TakenBack NOTHING = new TakenBack(0, 0, List.of());

    public TakenBack {
        cutOff = List.copyOf(cutOff);
    }
}
