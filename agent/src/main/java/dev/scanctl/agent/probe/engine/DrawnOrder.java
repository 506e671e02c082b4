package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.Permutation;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the probes of a unit are first asked, drawn by its seed. A probe is known by its place in it, from 0: so
 * what is kept of probes that are asked, time out and are asked again one after the other lies side by side in memory, and the
 * processor has it near before it is looked at. Which port of which host a place is stands in a table, two bytes a probe,
 * filled as the unit is walked. Owned by the engine's thread.
 */
final class DrawnOrder {
    /** Drawn at a time: the processor works on several at once, which is cheaper than one by one. */
    private static final int AHEAD = 16;

    private final Permutation order;
    private final int ports;
    /** Of each place below {@link #drawn}: host rank × ports + port rank, of which there are {@link ProbeUnit#MAX_PROBES}. */
    private final char[] numbers;

    private int drawn;
    /** The inverse, two bytes more, once it is asked for when all are drawn: as a unit ends, everything is looked up by host. */
    private char @Nullable [] places;

    DrawnOrder(ProbeUnit unit) {
        this.order = new Permutation(unit.seed(), unit.size());
        this.ports = unit.ports().size();
        this.numbers = new char[unit.size()];
    }

    /** Probes of the unit. */
    int size() {
        return numbers.length;
    }

    /** Rank of the probe's host. */
    int host(int probe) {
        return number(probe) / ports;
    }

    /** Rank of the probe's port. */
    int port(int probe) {
        return number(probe) % ports;
    }

    /** The probe of the port of this rank at the host of that. */
    int probe(int hostRank, int portRank) {
        int number = hostRank * ports + portRank;
        if (places == null && drawn < numbers.length) {
            return (int) order.positionOf(number);
        }
        return placed()[number];
    }

    private char[] placed() {
        if (places == null) {
            places = new char[numbers.length];
            for (int place = 0; place < numbers.length; place++) {
                places[numbers[place]] = (char) place;
            }
        }
        return places;
    }

    private int number(int probe) {
        if (probe == drawn) {
            draw();
        }
        return probe < drawn ? numbers[probe] : (int) order.at(probe);
    }

    private void draw() {
        int end = Math.min(drawn + AHEAD, numbers.length);
        for (int place = drawn; place < end; place++) {
            numbers[place] = (char) order.at(place);
        }
        drawn = end;
    }
}
