package dev.scanctl.agent.probe;

/**
 * Whether a host limits the rate of its answers (FreeBSD sends 200 resets a second, many firewalls as many ICMP errors), and
 * at what rate it then is to be asked.
 *
 * <p>A host that limits answers as much in one second as in the next, however much more it is asked; a path that loses
 * answers in proportion. So two windows in a row, each asked at least twice what was answered, with answers that agree within
 * a tenth, give the limit. Should it be a path after all, the host is asked somewhat more slowly than needed and no harm is
 * done. Later windows that answer nearly all raise the rate by a twentieth each; one that answers less than half lowers it.
 */
final class HostRate {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    /** Fewer answers in a window say nothing. */
    private static final int FEW = 20;

    private long startNanos = HostState.NEVER;
    private int sent;
    private int answered;
    private int sentBefore;
    private int answeredBefore;
    /** 0: no limit is known. */
    private double perSecond;

    private Pace pace = Pace.UNLIMITED;
    private boolean news;

    /** An attempt was sent. */
    void sent(long nowNanos) {
        roll(nowNanos);
        sent++;
    }

    /** The host answered. */
    void answered(long nowNanos) {
        roll(nowNanos);
        answered++;
    }

    /** The pace it is to be asked at; unlimited unless it was found to limit. */
    Pace pace() {
        return pace;
    }

    /** Whether a limit was found since this was last asked: silences before were no silences. */
    boolean takeNews() {
        boolean was = news;
        news = false;
        return was;
    }

    private void roll(long nowNanos) {
        if (startNanos == HostState.NEVER) {
            startNanos = nowNanos;
        }
        long elapsed = nowNanos - startNanos;
        if (elapsed >= WINDOW_NANOS) {
            boolean whole = elapsed < 2 * WINDOW_NANOS;
            if (whole) {
                judge();
            }
            sentBefore = whole ? sent : 0;
            answeredBefore = whole ? answered : 0;
            sent = 0;
            answered = 0;
            startNanos = nowNanos;
        }
    }

    private void judge() {
        boolean overloaded = overloaded(sent, answered);
        if (perSecond > 0) {
            if (overloaded) {
                limit(Math.min(perSecond, answered));
            } else if (answered * 10L >= sent * 9L && sent >= 0.8 * perSecond) {
                limit(perSecond * 1.05);
            }
        } else if (overloaded && overloaded(sentBefore, answeredBefore) && alike(answered, answeredBefore)) {
            limit(Math.min(answered, answeredBefore));
            news = true;
        }
    }

    private static boolean overloaded(int asked, int answers) {
        return answers >= FEW && asked >= 2 * answers;
    }

    private static boolean alike(int one, int other) {
        return Math.abs(one - other) * 10 <= Math.max(one, other);
    }

    private void limit(double rate) {
        perSecond = rate;
        pace = Pace.of(Math.max(1, (long) rate));
    }
}
