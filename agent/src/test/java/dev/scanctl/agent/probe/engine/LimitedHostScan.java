package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.measure.IcmpBudget;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A scan of one host that limits its unreachables, in virtual time: ports in turn, silent ones again, those
 * whose silence counts twice are taken for open or filtered.
 */
public final class LimitedHostScan {
    public static final double FASTEST_PPS = 500;

    private static final long TIMEOUT_NANOS = 1_000_000_000L;
    private static final long ROUND_TRIP_NANOS = 20_000_000L;
    private static final int COUNTING_SILENCES = 2;
    private static final long END_NANOS = 3_600_000_000_000L;

    public final IcmpBudget budget = new IcmpBudget();

    private final Random random;
    private final double ratePps;
    private final int burst;
    private final int closed;
    private final double loss;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::nanos));
    private final Map<Integer, Integer> silences = new HashMap<>();
    private final Set<Integer> closedFound = new HashSet<>();
    private final Set<Integer> silentFound = new HashSet<>();
    /** Whether it counts within each second, rather than by a bucket. */
    private final boolean bySecond;

    private double tokens;
    private long tokensNanos;
    private long closestNanos = Long.MAX_VALUE;
    private long closedDoneNanos;

    /**
     * @param burst 0: it counts within each second
     * @param loss of each way, 0 to 1
     */
    public LimitedHostScan(long seed, double ratePps, int burst, int closed, int filtered, double loss) {
        this.bySecond = burst == 0;
        this.random = new Random(seed);
        this.ratePps = ratePps;
        this.burst = burst;
        this.closed = closed;
        this.loss = loss;
        this.tokens = bySecond ? ratePps : burst;
        random.ints(0, closed + filtered).distinct().limit(closed + filtered).forEach(waiting::add);
    }

    public void run() {
        long now = 0;
        long sentNanos = -1;
        while (!(waiting.isEmpty() && events.isEmpty()) && now < END_NANOS) {
            long sendAt = waiting.isEmpty() ? Long.MAX_VALUE : Math.max(now, Math.max(paced(sentNanos), budget.nextNanos()));
            Event event = events.peek();
            if (event != null && event.nanos <= sendAt) {
                events.remove();
                now = event.nanos;
                hear(event);
            } else {
                now = sendAt;
                noteDistance(sentNanos, now);
                sentNanos = now;
                send(waiting.remove(), now);
            }
        }
    }

    private static long paced(long sentNanos) {
        return sentNanos < 0 ? 0 : sentNanos + (long) (1e9 / FASTEST_PPS);
    }

    private void noteDistance(long before, long now) {
        if (budget.ratePps() > 0) {
            closestNanos = Math.min(closestNanos, now - before);
        }
    }

    private void send(int port, long now) {
        budget.sent(now);
        boolean arrives = random.nextDouble() >= loss;
        boolean answered = port < closed && arrives && takeToken(now) && random.nextDouble() >= loss;
        events.add(new Event(now + (answered ? ROUND_TRIP_NANOS : TIMEOUT_NANOS), port, now, answered));
    }

    private boolean takeToken(long now) {
        if (bySecond) {
            tokens = now / 1_000_000_000L == tokensNanos / 1_000_000_000L ? tokens : ratePps;
        } else {
            tokens = Math.min(burst, tokens + (now - tokensNanos) * ratePps / 1e9);
        }
        tokensNanos = now;
        boolean there = tokens >= 1;
        tokens -= there ? 1 : 0;
        return there;
    }

    private void hear(Event event) {
        if (event.answered) {
            budget.unreachable(event.port, event.sentNanos);
            closedFound.add(event.port);
            closedDoneNanos = event.nanos;
            return;
        }
        budget.silent(event.port, event.sentNanos);
        boolean counts = !budget.exhausted(event.sentNanos);
        if (counts && silences.merge(event.port, 1, Integer::sum) >= COUNTING_SILENCES) {
            silentFound.add(event.port);
        } else {
            waiting.add(event.port);
        }
    }

    public int closedFound() {
        return closedFound.size();
    }

    /** Ports taken for open or filtered. */
    public int silentFound() {
        return silentFound.size();
    }

    /** The least distance of two questions since the host's rate was known. */
    public long closestOnceLearntNanos() {
        return closestNanos;
    }

    public long closedDoneNanos() {
        return closedDoneNanos;
    }

    private record Event(long nanos, int port, long sentNanos, boolean answered) {}
}
