package dev.scanctl.coordinator.store;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring ports of an address that are open or differ from their host's default state.
 *
 * @param method null where nothing was probed
 * @param rttMicros single open ports only; 0: not measured
 * @param attempts single open ports only; 0: not known
 */
public record DeviationRow(
        Address address,
        Protocol protocol,
        int firstPort,
        int lastPort,
        int segmentId,
        long scanId,
        Outcome outcome,
        @Nullable Method method,
        long observedMs,
        int rttMicros,
        int attempts) {}
