package dev.scanctl.wire;

/**
 * A bijection on 0 … size − 1 drawn by a seed: an order to walk a set in without keeping it.
 *
 * <p>A balanced Feistel network over the smallest even number of bits that holds the size, walked along its cycle until
 * the value is below the size again (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). At most four
 * times the size is ever walked over, so a call takes fewer than four rounds on average. Both sides must draw alike, so
 * the function never changes. Immutable.
 */
public final class Permutation {
    private static final int ROUNDS = 4;

    private final long seed;
    private final long size;
    private final int halfBits;
    private final long halfMask;

    /**
     * @param size from 1 to 2⁶², else {@link IllegalArgumentException}
     */
    public Permutation(long seed, long size) {
        if (size < 1 || size > 1L << 62) {
            throw new IllegalArgumentException("a permutation is of 1 to 2^62 numbers, not " + size);
        }
        this.seed = seed;
        this.size = size;
        int bits = 64 - Long.numberOfLeadingZeros(size - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.halfMask = (1L << halfBits) - 1;
    }

    public long size() {
        return size;
    }

    /** The number at a position, 0 ≤ position &lt; size, else {@link IndexOutOfBoundsException}. */
    public long at(long position) {
        check(position);
        long value = position;
        do {
            value = encrypt(value);
        } while (value >= size);
        return value;
    }

    /** The position of a number; the inverse of {@link #at}. */
    public long positionOf(long number) {
        check(number);
        long value = number;
        do {
            value = decrypt(value);
        } while (value >= size);
        return value;
    }

    private void check(long value) {
        if (value < 0 || value >= size) {
            throw new IndexOutOfBoundsException(value + " of " + size);
        }
    }

    private long encrypt(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ mix(right, round);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    private long decrypt(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = ROUNDS - 1; round >= 0; round--) {
            long before = right ^ mix(left, round);
            right = left;
            left = before;
        }
        return left << halfBits | right;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over the half, the round and the seed. */
    private long mix(long half, int round) {
        long z = half + seed + (round + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return (z ^ z >>> 31) & halfMask;
    }
}
