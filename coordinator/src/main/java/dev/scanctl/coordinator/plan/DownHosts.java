package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which hosts of a plan are down by recorded evidence, as far as its units of discovery are done: a bit for each of their
 * addresses, by rank. What is asked of a port unit costs as much as that unit, whatever the size of the plan. Owned by one
 * thread.
 */
public final class DownHosts {
    private final Plan plan;
    private final Map<Long, BitSet> byUnit = new HashMap<>();

    public DownHosts(Plan plan) {
        this.plan = plan;
    }

    /** The bits of a unit of discovery that found some of its addresses down. */
    public static byte[] bits(PlannedUnit discovery, AddressSet down) {
        BitSet bits = new BitSet();
        for (AddressRange range : down.ranges()) {
            int first = (int) discovery.addresses().rankOf(range.first());
            bits.set(first, first + (int) range.size());
        }
        return bits.toByteArray();
    }

    /** The addresses of a unit of discovery that such bits mean. */
    public static AddressSet addresses(PlannedUnit discovery, byte[] bits) {
        BitSet set = BitSet.valueOf(bits);
        List<AddressRange> down = new ArrayList<>();
        int bit = set.nextSetBit(0);
        while (bit >= 0) {
            int clear = set.nextClearBit(bit);
            down.addAll(discovery.addresses().slice(bit, clear).ranges());
            bit = set.nextSetBit(clear);
        }
        return AddressSet.of(down);
    }

    /** A unit of discovery is done. */
    public void learn(long discoveryUnit, byte[] bits) {
        byUnit.put(discoveryUnit, BitSet.valueOf(bits));
    }

    public boolean knows(long discoveryUnit) {
        return byUnit.containsKey(discoveryUnit);
    }

    /** Whether all discovery that a unit waits for is done; true for a unit that waits for none. */
    public boolean ready(long unit) {
        Optional<HostSpan> span = plan.span(unit);
        if (span.isEmpty()) {
            return true;
        }
        UnitStretch units = span.get().units();
        for (long number = units.first(); number < units.end(); number++) {
            if (!knows(number)) {
                return false;
            }
        }
        return true;
    }

    /** The addresses of a unit that are down; none of a unit of discovery. */
    public AddressSet of(long unit) {
        Optional<HostSpan> span = plan.span(unit);
        return span.isEmpty() ? AddressSet.EMPTY : of(span.get());
    }

    private AddressSet of(HostSpan span) {
        List<AddressRange> down = new ArrayList<>();
        UnitStretch units = span.units();
        for (long number = units.first(); number < units.end(); number++) {
            BitSet bits = byUnit.getOrDefault(number, new BitSet());
            long base = span.rankOf(number);
            int end = (int) Math.min(span.to() - base, span.sweep().hosts());
            int bit = bits.nextSetBit((int) Math.max(0, span.from() - base));
            while (bit >= 0 && bit < end) {
                int clear = Math.min(end, bits.nextClearBit(bit));
                down.addAll(span.sweep().addresses().slice(base + bit, base + clear).ranges());
                bit = bits.nextSetBit(clear);
            }
        }
        return AddressSet.of(down);
    }

    /** Whether every address of a unit is down; false while that is not known. */
    public boolean all(long unit) {
        Optional<HostSpan> span = plan.span(unit);
        if (span.isEmpty()) {
            return false;
        }
        UnitStretch units = span.get().units();
        for (long number = units.first(); number < units.end(); number++) {
            if (!all(span.get(), number)) {
                return false;
            }
        }
        return true;
    }

    private boolean all(HostSpan span, long number) {
        BitSet bits = byUnit.get(number);
        long base = span.rankOf(number);
        long end = Math.min(span.to() - base, span.sweep().hosts());
        return bits != null && bits.nextClearBit((int) Math.max(0, span.from() - base)) >= end;
    }
}
