package dev.scanctl.agent.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Loss in bursts (Gilbert and Elliott's model in continuous time): good and bad spells take turns, their lengths exponential,
 * and in a bad one a share of the packets is lost. Spells are drawn as time passes and remembered, since answers are asked
 * for ahead of time.
 */
final class BadSpells {
    private static final int FIRST_SPELLS = 256;

    private final SplittableRandom random;
    private final double goodNanos;
    private final double badNanos;
    private final double lossWithin;
    /** When each spell ends; good ones have even numbers. */
    private long[] ends = new long[FIRST_SPELLS];

    private int drawn;
    private int current;

    /** Time begins in either kind of spell, by their share of it. */
    BadSpells(SplittableRandom random, long goodNanos, long badNanos, double lossWithin) {
        this.random = random;
        this.goodNanos = goodNanos;
        this.badNanos = badNanos;
        this.lossWithin = lossWithin;
    }

    /** Whether a packet is lost at this time, anywhere near the times asked about before. */
    boolean lose(long nanos) {
        while (drawn == 0 || ends[drawn - 1] <= nanos) {
            draw(nanos);
        }
        while (ends[current] <= nanos) {
            current++;
        }
        while (current > 0 && ends[current - 1] > nanos) {
            current--;
        }
        return current % 2 == 1 && random.nextDouble() < lossWithin;
    }

    private void draw(long firstNanos) {
        if (drawn == ends.length) {
            ends = Arrays.copyOf(ends, 2 * drawn);
        }
        if (drawn == 0 && random.nextDouble() < badNanos / (goodNanos + badNanos)) {
            ends[drawn++] = firstNanos - 1;
        }
        double mean = drawn % 2 == 0 ? goodNanos : badNanos;
        long start = drawn == 0 ? firstNanos : ends[drawn - 1];
        ends[drawn++] = start + 1 + (long) (-mean * Math.log(1 - random.nextDouble()));
    }
}
