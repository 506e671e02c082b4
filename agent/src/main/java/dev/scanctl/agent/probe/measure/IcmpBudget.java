package dev.scanctl.agent.probe.measure;

/**
 * What is learnt of how many ICMP unreachables a host sends us. Most hosts have a budget: a burst, then so many a second
 * (Linux: 6, then 1 a second; others 100 or 200 a second, some by counting within each second). A closed port that is asked
 * while the budget is exhausted stays silent like an open or filtered one, so such a silence is not final
 * ({@link dev.scanctl.wire.Reason#ICMP_LIMITED}). Pure: time is an argument. Owned by one thread; some 1.5 KB.
 *
 * <p><b>Whether a silence counts.</b> Only an answered question uses up budget; one that is refused does not, nor does one
 * to an open or filtered port. So a silence is no proof of anything if an unreachable went out shortly before, and is final
 * if the last one was so long ago that the next was surely due: the host's interval, but at least {@link #LEAST_NANOS}, for
 * some hosts count by the second; {@link #UNKNOWN_NANOS} as long as the interval is not known. A host that has not yet sent
 * any has its whole budget.
 *
 * <p><b>The interval.</b> A port that was silent and then answers unreachable shows that the budget was exhausted at the
 * time of the silence, or that a packet was lost; {@value #FEW_REFUTED} of them in short order show the former. From such
 * a time on, with less than one answer in the budget, m answers within a time T prove a rate above (m − 1) / T, which nears
 * the true one while the host is asked faster than it answers. The highest bound ever proven is kept: it can be too low,
 * and then we wait longer than we need, but not too high. Should a silence that counted be refuted, and more than once, all is
 * learnt anew (the host has changed, or it was loss after all).
 */
public final class IcmpBudget {
    /** Since the last unreachable, before silence counts at a host whose rate is not known: slower ones are not believed in. */
    static final long UNKNOWN_NANOS = 5_000_000_000L;
    /** The same at any host. */
    static final long LEAST_NANOS = 1_100_000_000L;

    /** Beyond the proven interval: jitter of the path. */
    private static final double MARGIN = 1.1;
    /** Questions for each answer that a host of known rate can give: what it refuses costs it nothing. */
    private static final double PRESSURE = 1.6;
    /** The same while the rate is only guessed. */
    private static final double GUESS_PRESSURE = 4;

    private static final int FEW_REFUTED = 3;
    private static final int SHORT_ORDER = 16;
    private static final int MOST_CONTRADICTIONS = 2;
    private static final int ENOUGH_ANSWERS = 8;
    private static final long ENOUGH_NANOS = 4_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;

    private final BudgetMemory memory = new BudgetMemory();
    private long sentNanos = NEVER;
    private int refuted;
    private int answersSinceRefuted;
    private int contradictions;
    /** A time at which the budget was exhausted, from which answers are counted; {@link #NEVER}: none is known. */
    private long exhaustedNanos = NEVER;

    private long answers;
    private long lastAnswerNanos = NEVER;
    /** The highest proven bound, answers a second, and how many proved it; 0: the rate is not known. */
    private double boundPps;

    private long boundAnswers;

    /** A question goes out. */
    public void sent(long nowNanos) {
        sentNanos = Math.max(sentNanos, nowNanos);
    }

    /** The host answered that this port is unreachable, to a question sent then. */
    public void unreachable(int port, long sentNanos) {
        int silence = memory.silenceOf(port);
        memory.addAnswer(sentNanos);
        lastAnswerNanos = Math.max(lastAnswerNanos, sentNanos);
        if (sentNanos > exhaustedNanos) {
            answers++;
        }
        if (silence >= 0) {
            refute(memory.silentNanos(silence), memory.answersSince(silence));
            memory.dropSilence(silence);
        } else if (++answersSinceRefuted > SHORT_ORDER) {
            refuted = 0;
        }
        raiseBound();
    }

    /** A question sent then to this port was not answered within its time. */
    public void silent(int port, long sentNanos) {
        memory.addSilence(port, sentNanos);
    }

    /** Whether a question sent then may have gone unanswered because the budget was exhausted: its silence is not final. */
    public boolean exhausted(long silentNanos) {
        if (memory.noAnswerBefore(silentNanos)) {
            return false;
        }
        return silentNanos - memory.lastAnswerBefore(silentNanos) < conclusiveNanos();
    }

    /** When to ask next so that an answer can be had; in the past: at once. */
    public long nextNanos() {
        return sentNanos == NEVER ? NEVER : sentNanos + spacingNanos();
    }

    /** Unreachables that the host sends in a second when it is asked for more; 0: no limit is known. */
    public double ratePps() {
        return boundPps == 0 ? 0 : boundPps * boundAnswers / (boundAnswers - 1);
    }

    private long conclusiveNanos() {
        return boundPps == 0 ? UNKNOWN_NANOS : Math.max(LEAST_NANOS, (long) (MARGIN * 1e9 / boundPps));
    }

    private long spacingNanos() {
        if (boundPps > 0) {
            return (long) (1e9 / (PRESSURE * ratePps()));
        }
        if (exhaustedNanos == NEVER) {
            return 0;
        }
        double guessPps = answers * 1e9 / Math.max(1e9, lastAnswerNanos - exhaustedNanos);
        return (long) (1e9 / (GUESS_PRESSURE * Math.max(1, guessPps)));
    }

    private void refute(long silentNanos, long answersSince) {
        refuted++;
        answersSinceRefuted = 0;
        boolean counted = boundPps > 0 && !exhausted(silentNanos);
        if (counted && ++contradictions >= MOST_CONTRADICTIONS) {
            forget();
        }
        if (exhaustedNanos == NEVER && refuted >= FEW_REFUTED) {
            exhaustedNanos = silentNanos;
            answers = answersSince;
        }
    }

    private void forget() {
        contradictions = 0;
        refuted = 0;
        exhaustedNanos = NEVER;
        boundPps = 0;
    }

    private void raiseBound() {
        long span = exhaustedNanos == NEVER ? 0 : lastAnswerNanos - exhaustedNanos;
        if (answers >= ENOUGH_ANSWERS && span >= ENOUGH_NANOS && (answers - 1) * 1e9 / span > boundPps) {
            boundPps = (answers - 1) * 1e9 / span;
            boundAnswers = answers;
        }
    }
}
