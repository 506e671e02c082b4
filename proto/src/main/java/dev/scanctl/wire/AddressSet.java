package dev.scanctl.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A set of addresses of either family, kept as ascending, disjoint, non-adjacent ranges, with ranks: the n-th address
 * of the set and back. All costs depend on the number of ranges, never on the number of addresses. Immutable.
 */
public final class AddressSet {
    public static final AddressSet EMPTY = new AddressSet(List.of());

    private final List<AddressRange> ranges;
    /** Rank of each range's first address, and the size at the end; saturating. */
    private final long[] ranks;

    private AddressSet(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
        this.ranks = new long[ranges.size() + 1];
        for (int i = 0; i < ranges.size(); i++) {
            long sum = ranks[i] + ranges.get(i).size();
            ranks[i + 1] = sum < 0 ? Long.MAX_VALUE : sum;
        }
    }

    /** The union of ranges in any order, overlapping or not. */
    public static AddressSet of(Collection<AddressRange> ranges) {
        List<AddressRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(AddressRange::first));
        List<AddressRange> merged = new ArrayList<>();
        for (AddressRange range : sorted) {
            AddressRange before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && touches(before, range)) {
                Address last = before.last().compareTo(range.last()) >= 0 ? before.last() : range.last();
                merged.set(merged.size() - 1, new AddressRange(before.first(), last));
            } else {
                merged.add(range);
            }
        }
        return new AddressSet(merged);
    }

    public static AddressSet of(AddressRange... ranges) {
        return of(List.of(ranges));
    }

    /** Whether a range that starts no earlier overlaps or directly follows the one before. */
    private static boolean touches(AddressRange before, AddressRange range) {
        return before.first().v6() == range.first().v6()
                && (before.contains(range.first()) || range.first().minus(before.last()) == 1);
    }

    /** Ascending, disjoint, non-adjacent; IPv4 before IPv6. */
    public List<AddressRange> ranges() {
        return ranges;
    }

    /** Number of addresses; {@link Long#MAX_VALUE} for that many or more. */
    public long size() {
        return ranks[ranges.size()];
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(Address address) {
        return indexOf(address) >= 0;
    }

    /** The address with this rank, 0 ≤ rank &lt; size, else {@link IndexOutOfBoundsException}. */
    public Address at(long rank) {
        if (rank < 0 || rank >= size()) {
            throw new IndexOutOfBoundsException("rank " + rank + " of " + size());
        }
        int i = rangeOfRank(rank);
        return ranges.get(i).first().plus(rank - ranks[i]);
    }

    /** The rank of an address, or −1 if it is not in the set; {@link Long#MAX_VALUE} for that rank or more. */
    public long rankOf(Address address) {
        int i = indexOf(address);
        if (i < 0) {
            return -1;
        }
        long rank = ranks[i] + address.minus(ranges.get(i).first());
        return rank < 0 ? Long.MAX_VALUE : rank;
    }

    /** How many addresses are below this one, which is the rank of the first that is not. */
    public long ranksBelow(Address address) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).last().compareTo(address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean within = low < ranges.size() && ranges.get(low).first().compareTo(address) < 0;
        return within ? rankOf(address) : ranks[low];
    }

    /** The addresses with ranks from (inclusive) to (exclusive); both are clipped to the set. */
    public AddressSet slice(long from, long to) {
        long start = Math.max(0, from);
        long end = Math.min(size(), to);
        if (start >= end) {
            return EMPTY;
        }
        List<AddressRange> sliced = new ArrayList<>();
        for (int i = rangeOfRank(start); i < ranges.size() && ranks[i] < end; i++) {
            Address base = ranges.get(i).first();
            Address first = start <= ranks[i] ? base : base.plus(start - ranks[i]);
            Address last = end >= ranks[i + 1] ? ranges.get(i).last() : base.plus(end - 1 - ranks[i]);
            sliced.add(new AddressRange(first, last));
        }
        return new AddressSet(sliced);
    }

    public AddressSet union(AddressSet other) {
        List<AddressRange> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    /** The addresses that are in both sets. */
    public AddressSet intersect(AddressSet other) {
        List<AddressRange> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            AddressRange a = ranges.get(i);
            AddressRange b = other.ranges.get(j);
            Address first = a.first().compareTo(b.first()) >= 0 ? a.first() : b.first();
            Address last = a.last().compareTo(b.last()) <= 0 ? a.last() : b.last();
            if (first.v6() == last.v6() && first.compareTo(last) <= 0) {
                common.add(new AddressRange(first, last));
            }
            if (a.last().compareTo(b.last()) <= 0) {
                i++;
            } else {
                j++;
            }
        }
        return new AddressSet(common);
    }

    /** The addresses of this set that are not in the other. */
    public AddressSet minus(AddressSet other) {
        List<AddressRange> left = new ArrayList<>();
        int j = 0;
        for (AddressRange range : ranges) {
            while (j < other.ranges.size() && other.ranges.get(j).last().compareTo(range.first()) < 0) {
                j++;
            }
            subtract(range, other.ranges, j, left);
        }
        return new AddressSet(left);
    }

    private static void subtract(AddressRange range, List<AddressRange> holes, int from, List<AddressRange> left) {
        Address start = range.first();
        for (int i = from; i < holes.size() && holes.get(i).first().compareTo(range.last()) <= 0; i++) {
            AddressRange hole = holes.get(i);
            if (hole.first().compareTo(start) > 0) {
                left.add(new AddressRange(start, hole.first().previous()));
            }
            if (hole.last().compareTo(range.last()) >= 0) {
                return;
            }
            start = hole.last().plus(1);
        }
        left.add(new AddressRange(start, range.last()));
    }

    /** Only the addresses of one family. */
    public AddressSet family(boolean v6) {
        return new AddressSet(
                ranges.stream().filter(range -> range.first().v6() == v6).toList());
    }

    private int rangeOfRank(long rank) {
        int found = Arrays.binarySearch(ranks, 0, ranges.size(), rank);
        return found >= 0 ? found : -found - 2;
    }

    private int indexOf(Address address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            AddressRange range = ranges.get(middle);
            if (range.contains(address)) {
                return middle;
            }
            if (range.last().compareTo(address) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressSet set && ranges.equals(set.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
