package dev.scanctl.coordinator.filter;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * What a query can know of one port as one segment saw it.
 *
 * @param method null where nothing was probed
 * @param observedMs milliseconds since 1970
 * @param rttMicros 0: not measured
 */
public record Row(
        String segment,
        long scanId,
        Address address,
        Protocol protocol,
        int port,
        Outcome outcome,
        @Nullable Method method,
        long observedMs,
        int rttMicros) {}
