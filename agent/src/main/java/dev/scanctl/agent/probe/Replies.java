package dev.scanctl.agent.probe;

import dev.scanctl.wire.Outcome;

/** Where a transport hands over what it heard. The attempt is closed by then: its number is free again. */
@FunctionalInterface
public interface Replies {

    /**
     * One attempt has ended.
     *
     * @param outcome what this one attempt says; unknown for a local fault, never "no response": silence is the engine's
     *     verdict
     */
    void reply(int attempt, Outcome outcome);
}
