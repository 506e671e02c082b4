package dev.scanctl.coordinator.grammar;

import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.AddressSet;
import java.util.List;

/**
 * What target expressions stand for.
 *
 * @param names the host names among them, in the order typed, each once
 * @param zone the one zone of all zoned addresses; empty: none was zoned
 */
public record Targets(AddressSet addresses, List<ResolvedName> names, String zone) {

    public Targets {
        names = List.copyOf(names);
    }
}
