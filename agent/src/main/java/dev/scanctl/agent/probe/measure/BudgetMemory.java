package dev.scanctl.agent.probe.measure;

import java.util.Arrays;

/**
 * When a host's latest unreachables were asked for, and some ports that were silent, with the time of it. Of the silences the
 * first are kept until they are refuted or old, so that some are still known when their ports are asked again. Owned by one
 * thread.
 */
final class BudgetMemory {
    private static final int SIZE = 64;
    private static final long OLD_NANOS = 60_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] answers = new long[SIZE];
    private int answerCount;
    private boolean answersForgotten;

    private final int[] silentPorts = new int[SIZE];
    private final long[] silentNanos = new long[SIZE];
    /** Unreachables that were asked for until then, or some more. */
    private final long[] answersUntil = new long[SIZE];

    private long total;

    BudgetMemory() {
        Arrays.fill(silentNanos, NEVER);
    }

    void addAnswer(long sentNanos) {
        total++;
        answers[answerCount++ % SIZE] = sentNanos;
        if (answerCount == 2 * SIZE) {
            answerCount = SIZE;
        }
        answersForgotten |= answerCount > SIZE;
    }

    /** Whether no unreachable was asked for until then. */
    boolean noAnswerBefore(long nanos) {
        return !answersForgotten && lastAnswerBefore(nanos) == NEVER;
    }

    /** When the last one until then was asked for; where all of them are forgotten, just then. */
    long lastAnswerBefore(long nanos) {
        long last = NEVER;
        for (int i = 0; i < Math.min(answerCount, SIZE); i++) {
            if (answers[i] <= nanos) {
                last = Math.max(last, answers[i]);
            }
        }
        return last == NEVER && answersForgotten ? nanos : last;
    }

    /** Keeps when a port was last silent; if there is no room, not. */
    void addSilence(int port, long sentNanos) {
        int place = silenceOf(port);
        for (int i = 0; place < 0 && i < SIZE; i++) {
            place = silentNanos[i] == NEVER || sentNanos - silentNanos[i] > OLD_NANOS ? i : place;
        }
        if (place >= 0) {
            silentPorts[place] = port;
            silentNanos[place] = sentNanos;
            answersUntil[place] = total - answersAfter(sentNanos);
        }
    }

    /** Where a silence of this port is kept; below 0: nowhere. */
    int silenceOf(int port) {
        for (int i = 0; i < SIZE; i++) {
            if (silentNanos[i] != NEVER && silentPorts[i] == port) {
                return i;
            }
        }
        return -1;
    }

    long silentNanos(int place) {
        return silentNanos[place];
    }

    /** Unreachables that were asked for after that silence, or a few less. */
    long answersSince(int place) {
        return total - answersUntil[place];
    }

    void dropSilence(int place) {
        silentNanos[place] = NEVER;
    }

    /** At most {@value #SIZE}. */
    private int answersAfter(long nanos) {
        int after = 0;
        for (int i = 0; i < Math.min(answerCount, SIZE); i++) {
            after += answers[i] > nanos ? 1 : 0;
        }
        return after;
    }
}
