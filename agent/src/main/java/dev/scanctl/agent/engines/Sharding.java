package dev.scanctl.agent.engines;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which host belongs to which of several engines: a function of its address alone, even over hosts that are neighbours. */
final class Sharding {
    /** Neighbours that stay together, so that the parts of a block are not one range for each host. A power of two. */
    private static final int BLOCK = 4;

    /** With few ports a host, neighbours tell whether something answers in all their places: so many are needed. */
    private static final int FEW_PORTS = 16;

    private static final int NEIGHBOURS = 64;

    private Sharding() {}

    /** Number of the engine that an address belongs to, from 0. */
    static int of(Address address, int engines) {
        long block = address.low() / BLOCK;
        long mixed = block + (address.low() >>> 8) + (address.low() >>> 16) + address.high() + (address.high() >>> 32);
        return Math.floorMod(mixed, engines);
    }

    /**
     * The addresses of each engine; some may be empty. A unit whose parts could not tell what the whole can is not cut: it
     * belongs to the engine of its first address.
     */
    static List<AddressSet> split(ProbeUnit unit, int engines) {
        AddressSet addresses = unit.addresses();
        boolean needsNeighbours = unit.ports().size() < FEW_PORTS && addresses.size() < (long) NEIGHBOURS * engines;
        if (!needsNeighbours) {
            return split(addresses, engines);
        }
        List<AddressSet> parts = new ArrayList<>(Collections.nCopies(engines, AddressSet.EMPTY));
        parts.set(of(addresses.at(0), engines), addresses);
        return parts;
    }

    private static List<AddressSet> split(AddressSet addresses, int engines) {
        List<List<AddressRange>> parts = new ArrayList<>();
        for (int i = 0; i < engines; i++) {
            parts.add(new ArrayList<>());
        }
        for (AddressRange range : addresses.ranges()) {
            cut(range, parts);
        }
        return parts.stream().map(AddressSet::of).toList();
    }

    private static void cut(AddressRange range, List<List<AddressRange>> parts) {
        long size = range.size();
        long from = 0;
        while (from < size) {
            Address first = range.first().plus(from);
            long to = Math.min(size, from + BLOCK - (first.low() & BLOCK - 1));
            parts.get(of(first, parts.size())).add(new AddressRange(first, range.first().plus(to - 1)));
            from = to;
        }
    }
}
