package dev.scanctl.wire;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A set of ports with ranks: the n-th port of the set in constant time once one was asked for, and back by bisection. Immutable. */
public final class PortSet {
    public static final PortSet EMPTY = new PortSet(new BitSet());

    private final BitSet members;
    private final int size;
    private final int first;
    private final boolean gapless;
    /** By rank; made where a rank is first asked for, for many sets are only united and compared. */
    private volatile char @Nullable [] ports;

    private PortSet(BitSet members) {
        this.members = members;
        this.size = members.cardinality();
        this.first = Math.max(0, members.nextSetBit(0));
        this.gapless = size > 0 && members.length() - first == size;
    }

    /** Gathers ports. */
    public static final class Builder {
        private final BitSet members = new BitSet();

        /** A range, which may overlap others; {@link IllegalArgumentException} unless 0 ≤ first ≤ last ≤ 65,535. */
        public Builder add(int first, int last) {
            PortRange.check(first, last);
            members.set(first, last + 1);
            return this;
        }

        public PortSet build() {
            return new PortSet((BitSet) members.clone());
        }
    }

    private char[] ports() {
        char[] made = ports;
        if (made == null) {
            made = new char[size];
            int rank = 0;
            for (int port = members.nextSetBit(0); port >= 0; port = members.nextSetBit(port + 1)) {
                made[rank++] = (char) port;
            }
            ports = made;
        }
        return made;
    }

    /** The union of ranges in any order, overlapping or not. */
    public static PortSet of(Collection<PortRange> ranges) {
        Builder ports = new Builder();
        ranges.forEach(range -> ports.add(range.first(), range.last()));
        return ports.build();
    }

    public static PortSet of(PortRange... ranges) {
        return of(List.of(ranges));
    }

    /** Number of ports, 0 to 65,536. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public boolean contains(int port) {
        return port >= 0 && members.get(port);
    }

    /** Whether every port of another set is in this one. */
    public boolean containsAll(PortSet other) {
        if (members.equals(other.members)) {
            return true;
        }
        BitSet rest = (BitSet) other.members.clone();
        rest.andNot(members);
        return rest.isEmpty();
    }

    /** The port with this rank, 0 ≤ rank &lt; size, else {@link IndexOutOfBoundsException}. */
    public int at(int rank) {
        return gapless ? first + Objects.checkIndex(rank, size) : ports()[rank];
    }

    /** The lowest port; {@link NoSuchElementException} if there is none. */
    public int first() {
        if (size == 0) {
            throw new NoSuchElementException("there is no port");
        }
        return first;
    }

    /** The rank of a port, or −1 if it is not in the set. */
    public int rankOf(int port) {
        return contains(port) ? rankOfCeiling(port) : -1;
    }

    /** The number of ports in the set below this one; {@code port} may be 65,536. */
    public int rankOfCeiling(int port) {
        if (gapless) {
            return Math.clamp(port - first, 0, size);
        }
        char[] sorted = ports();
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < port) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The ports with ranks from (inclusive) to (exclusive); both are clipped to the set. */
    public PortSet slice(int from, int to) {
        BitSet sliced = new BitSet();
        for (int rank = Math.max(0, from); rank < Math.min(size, to); rank++) {
            sliced.set(at(rank));
        }
        return new PortSet(sliced);
    }

    public PortSet union(PortSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        BitSet result = (BitSet) members.clone();
        result.or(other.members);
        return new PortSet(result);
    }

    public PortSet intersect(PortSet other) {
        if (isEmpty() || other.isEmpty()) {
            return EMPTY;
        }
        BitSet result = (BitSet) members.clone();
        result.and(other.members);
        return new PortSet(result);
    }

    public PortSet minus(PortSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        BitSet result = (BitSet) members.clone();
        result.andNot(other.members);
        return new PortSet(result);
    }

    /** Ascending, disjoint, non-adjacent. */
    public List<PortRange> ranges() {
        int[] bounds = bounds();
        List<PortRange> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new PortRange(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    /** The same as numbers: the first port of each range, and behind it the last. */
    public int[] bounds() {
        long[] words = members.toLongArray();
        int ranges = 0;
        for (int i = 0; i < words.length; i++) {
            ranges += Long.bitCount(firsts(words, i));
        }
        int[] bounds = new int[2 * ranges];
        int nextFirst = 0;
        int nextLast = 1;
        for (int i = 0; i < words.length; i++) {
            for (long left = firsts(words, i); left != 0; left &= left - 1) {
                bounds[nextFirst] = i * Long.SIZE + Long.numberOfTrailingZeros(left);
                nextFirst += 2;
            }
            for (long left = lasts(words, i); left != 0; left &= left - 1) {
                bounds[nextLast] = i * Long.SIZE + Long.numberOfTrailingZeros(left);
                nextLast += 2;
            }
        }
        return bounds;
    }

    /** The ports among 64 whose lower neighbour is not in the set. */
    private static long firsts(long[] words, int i) {
        long below = i == 0 ? 0 : words[i - 1] >>> 63;
        return words[i] & ~(words[i] << 1 | below);
    }

    /** The ports among 64 whose upper neighbour is not in the set. */
    private static long lasts(long[] words, int i) {
        long above = i + 1 == words.length ? 0 : words[i + 1] << 63;
        return words[i] & ~(words[i] >>> 1 | above);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet set && members.equals(set.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** Such as {@code 22,80,1000-1024}. */
    @Override
    public String toString() {
        return ranges().stream().map(PortRange::toString).collect(Collectors.joining(","));
    }
}
