package dev.scanctl.agent.sim;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The simulated transport. It keeps the contract of {@link Transport} as a kernel would (no answer after the first, none
 * after an abandonment) and fails loudly where its user breaks it.
 */
public final class SimTransport implements Transport {

    /** One probe that left the machine. */
    public record Sent(long atNanos, Address target, int port) {}

    /** A local fault for a probe that is about to be sent. */
    @FunctionalInterface
    public interface Faults {
        /** Null: it can be sent. */
        @Nullable Outcome of(Address target, int port, long nowNanos);
    }

    private record Arrival(long atNanos, long serial, int attempt, Address from, int port, Outcome outcome)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(serial, other.serial);
        }
    }

    private final SimNetwork network;
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    /** Serial number of each open attempt, 0 of others: an arrival of another serial is for an attempt that is over. */
    private long[] open = new long[256];

    private int openCount;
    private long latestHeard;

    private final List<Sent> sent = new ArrayList<>();
    private Faults faults = (target, port, now) -> null;
    private int capacity = 10_000;
    private int highestAttempt;
    private int mostOpen;
    private boolean hearsLate;
    private boolean logs = true;
    private int drops;
    private int sentGently;
    private long leaveNanos = Long.MIN_VALUE;
    private long serial;
    private long nowNanos;

    public SimTransport(SimNetwork network) {
        this.network = network;
    }

    public SimTransport capacity(int most) {
        capacity = most;
        return this;
    }

    public SimTransport faults(Faults injected) {
        faults = injected;
        return this;
    }

    /** Hands over answers to abandoned attempts, as a raw socket can; duplicates among them. */
    public SimTransport hearsLate() {
        hearsLate = true;
        return this;
    }

    /** Keeps no list of what was sent. */
    public SimTransport withoutLog() {
        logs = false;
        return this;
    }

    /** That many of the next questions for drops are answered with yes. */
    public SimTransport drops(int times) {
        drops = times;
        return this;
    }

    /** Gentle connections are being closed until then. */
    public SimTransport takesLeaveUntil(long nanos) {
        leaveNanos = nanos;
        return this;
    }

    /** Attempts that were made gently. */
    public int sentGently() {
        return sentGently;
    }

    /** All that left the machine, in order. */
    public List<Sent> sent() {
        return sent;
    }

    /** The highest number an attempt had. */
    public int highestAttempt() {
        return highestAttempt;
    }

    public int mostOpen() {
        return mostOpen;
    }

    public int openCount() {
        return openCount;
    }

    void now(long nanos) {
        nowNanos = nanos;
    }

    /** When the next answer arrives; {@link Long#MAX_VALUE}: none is under way. */
    long nextArrivalNanos() {
        return arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.peek().atNanos;
    }

    @Override
    public Method method() {
        return Method.CONNECT;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        if (serialOf(attempt) != 0) {
            throw new IllegalStateException("attempt " + attempt + " is open already");
        }
        highestAttempt = Math.max(highestAttempt, attempt);
        Outcome fault = faults.of(target, port, nowNanos);
        if (fault != null) {
            replies.reply(attempt, fault);
            return;
        }
        if (logs) {
            sent.add(new Sent(nowNanos, target, port));
        }
        open(attempt);
        network.send(target, port, nowNanos, (atNanos, answer) -> {
            arrivals.add(new Arrival(atNanos, serial, attempt, target, port, answer));
        });
    }

    private void open(int attempt) {
        if (attempt >= open.length) {
            open = Arrays.copyOf(open, 2 * attempt);
        }
        open[attempt] = ++serial;
        mostOpen = Math.max(mostOpen, ++openCount);
        if (openCount > capacity) {
            throw new IllegalStateException(openCount + " attempts are open, of " + capacity);
        }
    }

    @Override
    public void sendGently(int attempt, Address target, int port, Replies replies) {
        sentGently++;
        send(attempt, target, port, replies);
    }

    @Override
    public boolean takesLeaveOf(AddressSet hosts) {
        return nowNanos < leaveNanos;
    }

    private long serialOf(int attempt) {
        return attempt < open.length ? open[attempt] : 0;
    }

    @Override
    public void abandon(int attempt) {
        if (serialOf(attempt) == 0) {
            throw new IllegalStateException("attempt " + attempt + " is not open");
        }
        close(attempt);
    }

    private void close(int attempt) {
        open[attempt] = 0;
        openCount--;
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        while (nextArrivalNanos() <= nowNanos) {
            Arrival arrival = arrivals.remove();
            network.counts().overtaken += arrival.serial < latestHeard ? 1 : 0;
            latestHeard = Math.max(latestHeard, arrival.serial);
            if (open[arrival.attempt] == arrival.serial) {
                close(arrival.attempt);
                replies.reply(arrival.attempt, arrival.outcome);
            } else if (hearsLate) {
                replies.late(arrival.from, arrival.port, arrival.outcome);
            }
        }
    }

    @Override
    public void wakeUp() {}

    @Override
    public boolean localDrops() {
        return drops-- > 0;
    }

    @Override
    public void close() {}
}
