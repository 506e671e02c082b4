package dev.scanctl.agent.sim;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Hosts behind one path that loses, delays and duplicates. Addresses without a host are silent. */
public final class SimNetwork {
    private static final SimHost NOBODY = SimHost.dead();

    private final SplittableRandom random;
    private final Map<Address, SimHost> hosts = new HashMap<>();
    private double loss;
    private double duplicates;
    private long delayNanos = 1_000_000;
    private long jitterNanos;
    private long lost;

    public SimNetwork(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public SimNetwork host(Address address, SimHost host) {
        hosts.put(address, host);
        return this;
    }

    /** Loss of each way, 0 to 1. */
    public SimNetwork loss(double oneWay) {
        loss = oneWay;
        return this;
    }

    /** Share of the answers that come twice. */
    public SimNetwork duplicates(double share) {
        duplicates = share;
        return this;
    }

    /** Round trip, and what is added to it at random. */
    public SimNetwork delay(long nanos, long jitter) {
        delayNanos = nanos;
        jitterNanos = jitter;
        return this;
    }

    public Outcome truth(Address address, int port) {
        return hosts.getOrDefault(address, NOBODY).truth(port);
    }

    /** Packets lost so far, either way. */
    public long lost() {
        return lost;
    }

    boolean duplicated() {
        return random.nextDouble() < duplicates;
    }

    /** The answer to a probe; null: none, or lost. */
    @Nullable Outcome answer(Address address, int port, long nowNanos) {
        if (isLost()) {
            return null;
        }
        Outcome answer = hosts.getOrDefault(address, NOBODY).answer(port, nowNanos);
        return answer == null || isLost() ? null : answer;
    }

    long roundTripNanos(Address address) {
        long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos);
        return delayNanos + jitter + hosts.getOrDefault(address, NOBODY).delayNanos();
    }

    private boolean isLost() {
        boolean isLost = random.nextDouble() < loss;
        lost += isLost ? 1 : 0;
        return isLost;
    }
}
