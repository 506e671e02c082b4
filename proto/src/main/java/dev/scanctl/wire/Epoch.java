package dev.scanctl.wire;

/**
 * Which lease of a unit a message speaks of: the store's generation, then the count of this unit's leases. Later is
 * greater; a restored store raises its generation, so that leases granted before the restore never match again.
 *
 * @param generation 0 to 2²⁴ − 1
 * @param count 1 to 2⁴⁰ − 1; 0 stands for "never leased"
 */
public record Epoch(int generation, long count) implements Comparable<Epoch> {
    private static final int COUNT_BITS = 40;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    public Epoch {
        if (generation < 0 || generation >= 1 << 24 || count < 0 || count > COUNT_MASK) {
            throw new IllegalArgumentException("not an epoch: " + generation + "." + count);
        }
    }

    /** From the 64 bits on the wire and in the store. */
    public static Epoch ofBits(long bits) {
        return new Epoch((int) (bits >>> COUNT_BITS), bits & COUNT_MASK);
    }

    public long bits() {
        return (long) generation << COUNT_BITS | count;
    }

    /** The next lease of the same unit under a store generation that is not older. */
    public Epoch next(int currentGeneration) {
        return new Epoch(currentGeneration, count + 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compareUnsigned(bits(), other.bits());
    }

    @Override
    public String toString() {
        return generation + "." + count;
    }
}
