package dev.scanctl.agent.sim;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Hosts behind one path that loses, delays, reorders and duplicates. Addresses without a host are silent. */
public final class SimNetwork {
    private static final SimHost NOBODY = SimHost.dead();

    /** Where answers go, at the time at which they arrive. */
    @FunctionalInterface
    interface Delivery {
        void arrives(long atNanos, Outcome answer);
    }

    private final SplittableRandom random;
    private final Map<Address, SimHost> hosts = new HashMap<>();
    private final SimCounts counts = new SimCounts();
    private double loss;
    private @Nullable BadSpells spells;
    private double duplicates;
    private double heldBack;
    private long heldBackNanos;
    private long lullEveryNanos;
    private long lullNanos;
    private int tableSize = Integer.MAX_VALUE;
    private long entryNanos;
    /** When each entry of the middlebox's table is forgotten. */
    private final ArrayDeque<Long> table = new ArrayDeque<>();

    private long delayNanos = 1_000_000;
    private long jitterNanos;

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

    /**
     * Loss in bursts beside the other.
     *
     * @param goodNanos mean length of the spells without
     * @param badNanos mean length of the spells with it
     * @param within loss of each way in these, 0 to 1
     */
    public SimNetwork badSpells(long goodNanos, long badNanos, double within) {
        spells = new BadSpells(random.split(), goodNanos, badNanos, within);
        return this;
    }

    /** Share of the answers that come twice. */
    public SimNetwork duplicates(double share) {
        duplicates = share;
        return this;
    }

    /** Share of the answers that take so much longer, so that later ones overtake them. */
    public SimNetwork heldBack(double share, long nanos) {
        heldBack = share;
        heldBackNanos = nanos;
        return this;
    }

    /** Now and then all answers lie still for so long, and then come at once: a busy machine on the way. */
    public SimNetwork lull(long everyNanos, long nanos) {
        lullEveryNanos = everyNanos;
        lullNanos = nanos;
        return this;
    }

    /** Round trip, and what is added to it at random. */
    public SimNetwork delay(long nanos, long jitter) {
        delayNanos = nanos;
        jitterNanos = jitter;
        return this;
    }

    /** A middlebox on the path that keeps so many flows for so long each, and drops what would be one more. */
    public SimNetwork table(int most, long nanos) {
        tableSize = most;
        entryNanos = nanos;
        return this;
    }

    private boolean findsRoom(long nowNanos) {
        while (!table.isEmpty() && table.peek() <= nowNanos) {
            table.remove();
        }
        boolean room = table.size() < tableSize;
        if (room && tableSize < Integer.MAX_VALUE) {
            table.add(nowNanos + entryNanos);
        }
        return room;
    }

    public Outcome truth(Address address, int port) {
        return hosts.getOrDefault(address, NOBODY).truth(port);
    }

    public SimCounts counts() {
        return counts;
    }

    /** A probe leaves the machine; its answers, if any come, are delivered before this returns. */
    void send(Address address, int port, long nowNanos, Delivery delivery) {
        counts.sent++;
        if (isLost(nowNanos) || !findsRoom(nowNanos)) {
            return;
        }
        SimHost host = hosts.getOrDefault(address, NOBODY);
        Outcome answer = host.answer(port, nowNanos, counts);
        if (answer == null) {
            return;
        }
        deliver(answer, nowNanos + roundTripNanos(host), delivery);
        if (random.nextDouble() < duplicates) {
            counts.duplicated++;
            deliver(answer, nowNanos + roundTripNanos(host), delivery);
        }
    }

    private void deliver(Outcome answer, long dueNanos, Delivery delivery) {
        long atNanos = afterLull(dueNanos);
        if (!isLost(atNanos)) {
            delivery.arrives(atNanos, answer);
        }
    }

    private long roundTripNanos(SimHost host) {
        long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos);
        boolean held = random.nextDouble() < heldBack;
        counts.heldBack += held ? 1 : 0;
        return delayNanos + jitter + host.delayNanos() + (held ? heldBackNanos : 0);
    }

    private long afterLull(long atNanos) {
        long since = lullNanos == 0 ? 0 : Math.floorMod(atNanos, lullEveryNanos);
        return since < lullNanos ? atNanos - since + lullNanos : atNanos;
    }

    private boolean isLost(long nanos) {
        boolean inSpell = spells != null && spells.lose(nanos);
        boolean isLost = inSpell || random.nextDouble() < loss;
        counts.lostInSpells += inSpell ? 1 : 0;
        counts.lost += isLost ? 1 : 0;
        return isLost;
    }
}
