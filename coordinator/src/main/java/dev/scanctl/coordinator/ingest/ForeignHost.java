package dev.scanctl.coordinator.ingest;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Runs;
import org.jspecify.annotations.Nullable;

/**
 * A host as another scanner saw it.
 *
 * @param tcp runs of all TCP ports of the plan; null: it has none
 * @param udp the same for UDP
 * @param down by that scanner's evidence; the runs are null then
 */
public record ForeignHost(Address address, long observedMs, @Nullable Runs tcp, @Nullable Runs udp, boolean down) {}
