package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
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

    /**
     * An answer came to an attempt that was abandoned meanwhile. Better late than never: it still says what the port is. A
     * transport that can no longer hear such answers never calls this.
     *
     * @param port 0 to 65535
     */
    default void late(Address target, int port, Outcome outcome) {}
}
