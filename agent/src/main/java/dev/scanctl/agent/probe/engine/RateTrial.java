package dev.scanctl.agent.probe.engine;

/**
 * Whether what a host loses depends on how fast it is asked. For most of a second or longer it is asked at less than half of what it
 * answered in its best second before, since that second may have held the answers of two of the host's own; where that is not slow
 * enough, at somewhat less than it answered then. A host that limits its answers then answers nearly all; a path that loses answers
 * loses its share of them as before. Where that is likely but not sure, the trial goes on for a while. A trial whose seconds say too
 * little, or that finds no difference, is made again after half a minute at the earliest.
 *
 * <p>What had to wait during a trial is sent at the fastest rate of before it at first, then at twice that, and so on.
 */
final class RateTrial {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Share of a second's attempts whose silence is worth a trial, where most were answered: a host that drops is none. */
    private static final double NOTABLE = 1 / 8.0;

    /** Late answers for each silence before a trial with which it says nothing: others may be on their way still. */
    private static final double DISTURBING = 1 / 8.0;

    private static final double SHARE = 0.45;

    private static final double NEXT_SHARE = 0.8;
    private static final long LEAST_NANOS = 800_000_000L;
    private static final long MOST_NANOS = 6_000_000_000L;
    /** Answers are awaited for so long, and for the host's time-out where that is longer. */
    private static final long ANSWERS_NANOS = 300_000_000L;
    private static final long AGAIN_NANOS = 30_000_000_000L;

    /** Attempts before and during a trial that say something. */
    private static final int ENOUGH = 80;
    /** Attempts of a trial that goes on because it found less loss, but not surely. */
    private static final int MOST = 240;

    /** Fewer answers a second are no limit that would be worth a trial. */
    private static final int FEW = 20;

    /** A trial has to leave this much of the silences at most. */
    private static final double LEFT = 0.4;

    /** Times that a trial goes slower. */
    private static final int STEPS = 2;

    /** Standard deviations by which the two shares must differ: once in some hundreds by chance, of hosts that lose so much. */
    private static final double SURE = 3;

    private enum Phase {
        IDLE,
        /** Attempts are sent at the slower pace. */
        ASKING,
        /** Answers to the last of them are awaited. */
        WAITING,
        /** The loss is the path's, as far as it is known. */
        PATH
    }

    private Phase phase = Phase.IDLE;
    private long answersNanos = ANSWERS_NANOS;
    /** Attempts of the second that runs, and of the one before it whose answers are still awaited. */
    private final Second now = new Second();

    private final Second last = new Second();
    /** Answers that came late, of which it is not known yet which second they take from the silences. */
    private long late;
    /** All of them since the first second. */
    private long lateInAll;

    private long sentBefore;
    private long answeredBefore;
    private int secondsBefore;
    /** In any of these seconds. */
    private long mostBefore;
    /** In any second since the last trial that told something: what was asked in one burst had fewer answers. */
    private long mostAnswered;

    private int steps;
    private long startNanos;
    private long endNanos;
    private long sent;
    private long answered;
    /** Attempts after which answers are awaited. */
    private long enough;
    /** Attempts that went out while they were, and those of them that were answered. */
    private long sentAfter;

    private long answeredAfter;
    private double perSecond;
    /** While a trial is made. */
    private Pace pace = Pace.UNLIMITED;

    private final Release release = new Release();

    /** Attempts sent within a second, and those of them that were answered. */
    private static final class Second {
        long startNanos = HostState.NEVER;
        long endNanos;
        long sent;
        long answered;

        void begin(long nowNanos) {
            startNanos = nowNanos;
            endNanos = nowNanos;
            sent = 0;
            answered = 0;
        }

        void take(Second other, long nowNanos) {
            startNanos = other.startNanos;
            endNanos = nowNanos;
            sent = other.sent;
            answered = other.answered;
        }
    }

    private void count(long nowNanos) {
        if (now.startNanos == HostState.NEVER) {
            now.begin(nowNanos);
        }
        if (last.sent > 0 && nowNanos - last.endNanos >= answersNanos) {
            learn(nowNanos);
        }
        if (phase == Phase.IDLE && nowNanos - now.startNanos >= SECOND_NANOS) {
            last.take(now, nowNanos);
            now.begin(nowNanos);
        }
        now.sent++;
    }

    /** One that was stretched by a pause says nothing of a rate. */
    private void learn(long nowNanos) {
        last.answered = Math.min(last.sent, last.answered + late);
        late = 0;
        if (last.endNanos - last.startNanos < SECOND_NANOS * 5 / 4) {
            sentBefore += last.sent;
            answeredBefore += last.answered;
            secondsBefore++;
            mostBefore = Math.max(mostBefore, last.sent);
            mostAnswered = Math.max(mostAnswered, last.answered);
        }
        if (last.answered * 2 >= last.sent && last.sent - last.answered > last.sent * NOTABLE) {
            pressed(nowNanos);
        }
        last.sent = 0;
    }

    /** Whether the loss is being tried, or was found to be the path's not long ago. */
    boolean pressed(long nowNanos) {
        if (phase == Phase.PATH && nowNanos - endNanos >= AGAIN_NANOS) {
            reset();
            mostAnswered = 0;
        }
        if (phase == Phase.IDLE && secondsBefore > 0 && sentBefore >= ENOUGH) {
            begin(nowNanos);
        }
        return phase != Phase.IDLE;
    }

    private void begin(long nowNanos) {
        steps = 0;
        step(mostAnswered, nowNanos);
    }

    private void step(double answersPerSecond, long nowNanos) {
        if (answersPerSecond < FEW) {
            return;
        }
        steps++;
        perSecond = answersPerSecond;
        phase = Phase.ASKING;
        startNanos = nowNanos;
        sent = 0;
        answered = 0;
        sentAfter = 0;
        answeredAfter = 0;
        enough = ENOUGH;
        pace = Pace.of(Math.max(1, (long) perSecond()));
    }

    /**
     * An attempt was sent.
     *
     * @param timeoutNanos after which its answer would come late; of a host that takes a second nothing is learnt
     * @return whether the host was found to limit its answers just now
     */
    boolean sent(long nowNanos, long timeoutNanos) {
        answersNanos = Math.max(ANSWERS_NANOS, timeoutNanos);
        release.refresh(nowNanos);
        return switch (phase) {
            case IDLE -> {
                count(nowNanos);
                yield false;
            }
            case PATH -> false;
            case ASKING -> {
                sent++;
                long elapsed = nowNanos - startNanos;
                if (elapsed >= LEAST_NANOS && sent >= enough || elapsed >= MOST_NANOS) {
                    phase = Phase.WAITING;
                    endNanos = nowNanos;
                }
                yield false;
            }
            case WAITING -> {
                sentAfter++;
                yield nowNanos - endNanos >= answersNanos && decide(nowNanos);
            }
        };
    }

    /** An attempt sent then was answered. */
    void answered(long sentNanos) {
        if (sentNanos >= now.startNanos) {
            now.answered++;
        } else if (sentNanos >= last.startNanos) {
            last.answered++;
        }
        if (phase == Phase.WAITING && sentNanos > endNanos) {
            answeredAfter++;
        } else if ((phase == Phase.ASKING || phase == Phase.WAITING) && sentNanos >= startNanos) {
            answered++;
        }
    }

    /**
     * An answer came after its attempt's time: it was not withheld. What was silent before a trial is so much less, and where
     * little is left of that there is nothing to try.
     */
    void answeredLate(long nowNanos) {
        lateInAll++;
        switch (phase) {
            case IDLE -> late++;
            case ASKING, WAITING -> {
                answeredBefore = Math.min(sentBefore, answeredBefore + 1);
                if (sentBefore - answeredBefore <= sentBefore * NOTABLE) {
                    release.begin(mostBefore, nowNanos);
                    reset();
                }
            }
            case PATH -> {
                // Whatever it is by, it was found not to depend on the rate.
            }
        }
    }

    private boolean decide(long nowNanos) {
        double before = 1 - (double) answeredBefore / sentBefore;
        double during = 1 - (double) answered / Math.max(1, sent);
        double both = 1 - (double) (answeredBefore + answered) / (sentBefore + sent);
        double deviation = Math.sqrt(both * (1 - both) * (1.0 / sentBefore + 1.0 / Math.max(1, sent)));
        boolean fewer = during < before && during <= LEFT * before;
        boolean sure = before - during >= SURE * deviation;
        boolean limits = sent >= ENOUGH && fewer && sure;
        if (fewer && !sure && sent >= ENOUGH && sent < MOST && nowNanos - startNanos < MOST_NANOS) {
            goOn();
            return false;
        }
        double answersPerSecond = answered * 1e9 / Math.max(1, endNanos - startNanos);
        release.begin(mostBefore, nowNanos);
        phase = Phase.PATH;
        endNanos = nowNanos;
        if (lateInAll > (sentBefore - answeredBefore) * DISTURBING) {
            reset();
            return false;
        }
        if (!limits && steps < STEPS) {
            step(answersPerSecond, nowNanos);
        }
        return limits;
    }

    private void goOn() {
        phase = Phase.ASKING;
        sent += sentAfter;
        answered += answeredAfter;
        sentAfter = 0;
        answeredAfter = 0;
        enough = sent + ENOUGH / 2;
    }

    private void reset() {
        phase = Phase.IDLE;
        late = 0;
        lateInAll = 0;
        sentBefore = 0;
        answeredBefore = 0;
        secondsBefore = 0;
        mostBefore = 0;
        now.startNanos = HostState.NEVER;
        last.sent = 0;
    }

    /** The pace of the trial, or what it is after one. */
    Pace pace() {
        return phase == Phase.ASKING || phase == Phase.WAITING ? pace : release.pace();
    }

    /** The most attempts in a second before the trial. */
    long mostAskedPerSecond() {
        return mostBefore;
    }

    /** Answers a second that the host can surely give, once it was found to limit them. */
    double perSecond() {
        return (steps == 1 ? SHARE : NEXT_SHARE) * perSecond;
    }
}
