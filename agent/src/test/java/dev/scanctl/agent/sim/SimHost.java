package dev.scanctl.agent.sim;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A host: what it answers at each port, and how many resets or ICMP errors a second it is willing to send. */
public final class SimHost {
    public static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    public static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    public static final Outcome REJECTED = Outcome.of(PortState.FILTERED, Reason.ADMIN_PROHIBITED);
    public static final Outcome UNREACHABLE = Outcome.of(PortState.FILTERED, Reason.HOST_UNREACH);
    public static final Outcome UDP_OPEN = Outcome.of(PortState.OPEN, Reason.UDP_RESPONSE);
    public static final Outcome UDP_CLOSED = Outcome.of(PortState.CLOSED, Reason.PORT_UNREACH);
    public static final Outcome SILENT = Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE);

    private final Outcome elsewhere;
    /** By port, as far as a port was named. */
    private @Nullable Outcome[] answers = new @Nullable Outcome[0];
    private long delayNanos;
    private int resetsPerSecond = Integer.MAX_VALUE;
    private double bucketPerSecond;
    private int bucketSize;
    private double tokens;
    /** Not zero: the clock of simulations begins below it. */
    private long bucketNanos = Long.MIN_VALUE;
    private long goneNanos = Long.MAX_VALUE;
    private long backNanos = Long.MAX_VALUE;
    private long second = Long.MIN_VALUE;
    private int resetsThisSecond;

    private SimHost(Outcome everywhere) {
        elsewhere = everywhere;
    }

    /** Alive, with nothing listening. */
    public static SimHost closed() {
        return new SimHost(CLOSED);
    }

    /** Drops everything, or does not exist. */
    public static SimHost dead() {
        return new SimHost(SILENT);
    }

    public static SimHost all(Outcome everywhere) {
        return new SimHost(everywhere);
    }

    public SimHost with(Outcome answer, int... ports) {
        for (int port : ports) {
            if (port >= answers.length) {
                answers = Arrays.copyOf(answers, Math.max(port + 1, 2 * answers.length));
            }
            answers[port] = answer;
        }
        return this;
    }

    /** A round trip on top of the network's. */
    public SimHost delay(long nanos) {
        delayNanos = nanos;
        return this;
    }

    /** Answers nothing from this time on, until the other. */
    public SimHost gone(long fromNanos, long untilNanos) {
        goneNanos = fromNanos;
        backNanos = untilNanos;
        return this;
    }

    /** Sends at most so many resets or ICMP errors in each second of its clock, as the BSDs do. */
    public SimHost resetsPerSecond(int most) {
        resetsPerSecond = most;
        return this;
    }

    /** Sends a reset or an ICMP error only while its bucket holds one: a burst, then so many a second, as Linux does. */
    public SimHost bucket(double perSecond, int burst) {
        bucketPerSecond = perSecond;
        bucketSize = burst;
        tokens = burst;
        return this;
    }

    private boolean mayAnswer(long nowNanos) {
        double seconds = bucketNanos == Long.MIN_VALUE ? 0 : (nowNanos - bucketNanos) / 1e9;
        tokens = Math.min(bucketSize, tokens + seconds * bucketPerSecond);
        bucketNanos = nowNanos;
        boolean may = bucketSize == 0 || tokens >= 1;
        tokens -= may ? 1 : 0;
        return may;
    }

    /** What an unlimited number of lossless probes would find. */
    public Outcome truth(int port) {
        Outcome named = port < answers.length ? answers[port] : null;
        return named == null ? elsewhere : named;
    }

    long delayNanos() {
        return delayNanos;
    }

    /** The answer to a probe that arrives; null: none. */
    @Nullable Outcome answer(int port, long nowNanos, SimCounts counts) {
        Outcome answer = truth(port);
        if (answer.reason() == Reason.NO_RESPONSE || nowNanos >= goneNanos && nowNanos < backNanos) {
            counts.unanswerable++;
            return null;
        }
        if (answer.state() != PortState.OPEN
                && !(mayAnswer(nowNanos) && mayReset(Math.floorDiv(nowNanos, 1_000_000_000L)))) {
            counts.withheld++;
            return null;
        }
        counts.acceptedByAll += elsewhere.state() == PortState.OPEN ? 1 : 0;
        return answer;
    }

    private boolean mayReset(long thisSecond) {
        if (thisSecond != second) {
            second = thisSecond;
            resetsThisSecond = 0;
        }
        return resetsThisSecond++ < resetsPerSecond;
    }
}
