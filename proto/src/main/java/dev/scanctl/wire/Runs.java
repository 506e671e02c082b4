package dev.scanctl.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The outcomes of one host in one unit: every port of the unit's port set, ascending, in exactly one run.
 *
 * <p>Encoded, as they travel and as they are kept: for each run two varints (LEB128), its last port minus the last port
 * of the run before (minus −1 for the first), then {@link Outcome#code}. A run starts at the set's first port above
 * the run before, so decoding needs the port set. Neighbours alike are one run: equal outcomes have equal bytes.
 */
public record Runs(PortSet ports, List<Run> list) {
    /** Room for the runs of most hosts. */
    private static final int USUAL = 32;

    /** Of a run: two varints of at most 21 bits each. */
    private static final int MOST_BYTES = 6;
    private static final int FEWEST_BYTES = 2;

    public Runs {
        list = List.copyOf(list);
    }

    /**
     * The runs of a port set.
     *
     * @param outcomeAtRank the outcome of the port with that rank in {@code ports}; asked once each, ascending
     */
    public static Runs of(PortSet ports, IntFunction<Outcome> outcomeAtRank) {
        List<Run> list = new ArrayList<>(USUAL);
        int firstRank = 0;
        Outcome current = null;
        for (int rank = 0; rank < ports.size(); rank++) {
            Outcome outcome = outcomeAtRank.apply(rank);
            if (current != null && outcome != current) {
                list.add(new Run(ports.at(firstRank), ports.at(rank - 1), current));
                firstRank = rank;
            }
            current = outcome;
        }
        if (current != null) {
            list.add(new Run(ports.at(firstRank), ports.at(ports.size() - 1), current));
        }
        return new Runs(ports, list);
    }

    /**
     * Reads encoded runs of a port set that must cover it exactly.
     *
     * @throws IllegalArgumentException if they do not, are cut off, name no known outcome, or could be shorter
     */
    public static Runs decode(byte[] encoded, PortSet ports) {
        VarintReader in = new VarintReader(encoded);
        List<Run> list = new ArrayList<>(encoded.length / FEWEST_BYTES);
        int rank = 0;
        int last = -1;
        while (in.hasMore()) {
            last = Math.addExact(last, in.next());
            int lastRank = ports.rankOf(last);
            Outcome outcome = Outcome.ofCode(in.next());
            if (lastRank < rank) {
                throw new IllegalArgumentException("a run ends at port " + last + ", which is not one of its ports");
            }
            if (!list.isEmpty() && list.getLast().outcome() == outcome) {
                throw new IllegalArgumentException("two neighbouring runs are alike at port " + last);
            }
            list.add(new Run(ports.at(rank), last, outcome));
            rank = lastRank + 1;
        }
        if (rank != ports.size()) {
            throw new IllegalArgumentException("runs cover " + rank + " of " + ports.size() + " ports");
        }
        return new Runs(ports, list);
    }

    public byte[] encode() {
        byte[] bytes = new byte[MOST_BYTES * list.size()];
        int size = 0;
        int before = -1;
        for (Run run : list) {
            size = writeVarint(bytes, size, run.lastPort() - before);
            size = writeVarint(bytes, size, run.outcome().code());
            before = run.lastPort();
        }
        return Arrays.copyOf(bytes, size);
    }

    /** The runs of both port sets together, which must be disjoint, else {@link IllegalArgumentException}. */
    public Runs merge(Runs other) {
        PortSet all = ports.union(other.ports);
        if (all.size() != ports.size() + other.ports.size()) {
            throw new IllegalArgumentException("both have ports " + ports.intersect(other.ports));
        }
        return of(all, rank -> ports.contains(all.at(rank)) ? at(all.at(rank)) : other.at(all.at(rank)));
    }

    /** The outcome of one of the ports; {@link IllegalArgumentException} if it is not in the set. */
    public Outcome at(int port) {
        if (!ports.contains(port)) {
            throw new IllegalArgumentException("port " + port + " is not among " + ports);
        }
        int low = 0;
        int high = list.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list.get(middle).lastPort() < port) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return list.get(low).outcome();
    }

    /** How many of the set's ports a run covers. */
    public int portsIn(Run run) {
        return ports.rankOf(run.lastPort()) - ports.rankOf(run.firstPort()) + 1;
    }

    /** Answers where the next one stands. */
    private static int writeVarint(byte[] bytes, int from, int value) {
        int at = from;
        int rest = value;
        while (rest >= 0x80) {
            bytes[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}
