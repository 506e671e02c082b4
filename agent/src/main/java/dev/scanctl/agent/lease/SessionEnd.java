package dev.scanctl.agent.lease;

/** How a session ended. */
sealed interface SessionEnd {

    /** The stream broke or went silent. */
    record Lost(String why) implements SessionEnd {}

    /**
     * The coordinator does not want this agent now.
     *
     * @param retryAfterNanos when the next attempt is welcome; 0: not said
     */
    record TurnedAway(String why, long retryAfterNanos) implements SessionEnd {}

    /** Ended by this side, after a drain or for good. */
    record Finished() implements SessionEnd {}
}
