package dev.scanctl.agent.probe.engine;

/**
 * Whether a host limits the rate of its answers (FreeBSD sends 200 resets a second, many firewalls as many ICMP errors), and
 * at what rate it then is to be asked.
 *
 * <p>A host that limits answers as much in one second as in another, however much more it is asked; a path that loses answers
 * in proportion. So two seconds of which one was asked far more than the other and brought no more answers give the limit.
 * Should it be a path after all, the host is asked somewhat more slowly than needed and no harm is done. Later seconds that
 * answer nearly all raise the rate by a twentieth at first, or, after a trial, to twice as much until one of them does not or the limit
 * is refuted, for by then the host answers far more than it was ever asked before; one that answers less than half lowers it.
 *
 * <p>Where loss holds the host back before two seconds differ so much, a {@link RateTrial} asks for the difference.
 */
final class HostRate {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    /** Seconds that are remembered. */
    private static final int WINDOWS = 8;
    /** Fewer answers in a second say nothing. */
    private static final int FEW = 20;
    /** Of the best second, what a host can surely answer in each: seconds compared may both have been asked too little. */
    private static final double LIKELY = 0.8;
    /** Of the most that it was asked before a trial, in a second: should it answer that, its limit was none. */
    private static final double REFUTING = 1.5;
    /** Seconds at such a rate that refute a limit: fewer may live on what the host had saved up. */
    private static final int DOUBTS = 3;

    private static final double FIRST_RAISE = 1 / 20.0;
    private static final double MOST_RAISE = 1 / 2.0;

    private final int[] sents = new int[WINDOWS];
    private final int[] answers = new int[WINDOWS];
    private int windows;
    /** Answers of the best second so far, which may have had a burst in it. */
    private int most;

    private long startNanos = HostState.NEVER;
    private int sent;
    private int answered;
    /** 0: no limit is known. */
    private double perSecond;
    /** Whether it was ever asked more than it answers; a trial only tells what it can surely answer. */
    private boolean settled = true;
    /** If it goes on answering so many a second, what was lost before the trial was not held back by the host. */
    private double refutedAt;

    /** What it gave in a whole second since the trial, all but a few of what it was asked for. */
    private double surely;

    private int doubts;
    /** Share by which the next second that answers nearly all raises the rate. */
    private double raise = FIRST_RAISE;

    private Pace pace = Pace.UNLIMITED;
    private final RateTrial trial = new RateTrial();

    /**
     * More is lost than should be, so that the host would be asked less: by a trial it shows whether it answers all that it
     * is asked more slowly.
     *
     * @return whether the loss is being tried, or was found not to depend on the rate
     */
    boolean pressed(long nowNanos) {
        return isLimited() || trial.pressed(nowNanos);
    }

    /**
     * An attempt was sent.
     *
     * @param timeoutNanos after which its answer would come late
     * @return whether a limit was found just now
     */
    boolean sent(long nowNanos, long timeoutNanos) {
        boolean before = isLimited();
        roll(nowNanos);
        sent++;
        if (!isLimited() && trial.sent(nowNanos, timeoutNanos)) {
            settled = false;
            refutedAt = REFUTING * trial.mostAskedPerSecond();
            surely = trial.perSecond();
            limit(2 * surely);
        }
        return isLimited() && !before;
    }

    /** The host answered an attempt sent then. */
    void answered(long sentNanos) {
        answered++;
        trial.answered(sentNanos);
    }

    /** It answered an attempt that was given up: the second that runs says nothing of how many it answers. */
    void answeredLate(long nowNanos) {
        startNanos = HostState.NEVER;
        sent = 0;
        answered = 0;
        trial.answeredLate(nowNanos);
    }

    /** The pace it is to be asked at; unlimited unless it was found to limit, or that is being tried. */
    Pace pace() {
        return isLimited() ? pace : trial.pace();
    }

    /** Answers a second that it gives, as far as it was asked for them; 0: no limit is known. */
    double perSecond() {
        return settled || perSecond == 0 ? perSecond : surely;
    }

    boolean isLimited() {
        return perSecond > 0;
    }

    private void roll(long nowNanos) {
        if (startNanos == HostState.NEVER) {
            startNanos = nowNanos;
        }
        long elapsed = nowNanos - startNanos;
        if (elapsed >= WINDOW_NANOS) {
            if (elapsed < WINDOW_NANOS * 5 / 4) {
                most = Math.max(most, answered);
                judge();
                sents[windows % WINDOWS] = sent;
                answers[windows++ % WINDOWS] = answered;
            }
            sent = 0;
            answered = 0;
            startNanos = nowNanos;
        }
    }

    private void judge() {
        if (perSecond > 0) {
            adjust();
            return;
        }
        for (int i = 0; i < Math.min(windows, WINDOWS) && perSecond == 0; i++) {
            compare(sents[i], answers[i]);
        }
    }

    private void compare(int sentThen, int answeredThen) {
        int less = Math.min(sent, sentThen);
        int more = Math.max(sent, sentThen);
        int few = Math.min(answered, answeredThen);
        int many = Math.max(answered, answeredThen);
        boolean pressed = few >= FEW && more >= 2 * many && less * 4 >= many * 5;
        if (pressed && more * 10 >= less * 14 && (many - few) * 10 <= many) {
            limit(Math.max(few, LIKELY * most));
        }
    }

    private void adjust() {
        boolean asked = sent >= 0.8 * perSecond;
        if (answered >= FEW && sent >= 2 * answered) {
            settled = true;
            raise = FIRST_RAISE;
            limit(Math.min(perSecond, Math.max(answered, LIKELY / 2 * most)));
        } else if (asked && answered * 10L >= sent * 9L) {
            raise();
        } else if (asked && answered >= FEW && (!settled || raise > FIRST_RAISE)) {
            settled = true;
            raise = FIRST_RAISE;
            limit(Math.min(perSecond, answered));
        }
    }

    private void raise() {
        surely = Math.max(surely, answered);
        if (settled) {
            limit(perSecond * (1 + raise));
            raise = Math.min(MOST_RAISE, 2 * raise);
        } else if (perSecond < refutedAt) {
            limit(Math.min(refutedAt, perSecond * 2));
        } else if (++doubts == DOUBTS) {
            perSecond = 0;
            pace = Pace.UNLIMITED;
        }
    }

    private void limit(double rate) {
        perSecond = rate;
        pace = Pace.of(Math.max(1, (long) rate));
    }
}
