package dev.scanctl.agent.accuracy;

import static dev.scanctl.agent.accuracy.HostKind.ANY;
import static dev.scanctl.agent.accuracy.HostKind.CLOSES;
import static dev.scanctl.agent.accuracy.HostKind.DEAD;
import static dev.scanctl.agent.accuracy.HostKind.DROPS;
import static dev.scanctl.agent.accuracy.HostKind.HIDES;
import static dev.scanctl.agent.accuracy.HostKind.LIMITS;
import static dev.scanctl.agent.accuracy.HostKind.LIMITS_REJECTS;
import static dev.scanctl.agent.accuracy.HostKind.REJECTS;
import static dev.scanctl.agent.accuracy.HostKind.TARPIT;
import static dev.scanctl.agent.accuracy.HostKind.UNREACHABLE;

import dev.scanctl.agent.sim.SimCounts;
import dev.scanctl.agent.sim.SimNetwork;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** One fault of a network, or several: what its hosts and its path do, and how to tell that they did. */
enum Condition {
    CLEAN(mixed(), path -> {}, SimCounts::sent, 1),
    LOSS_1(mixed(), path -> path.loss(0.01), SimCounts::lost, 0.9999),
    LOSS_5(mixed(), path -> path.loss(0.05), SimCounts::lost, 0.9999),
    LOSS_20(mixed(), path -> path.loss(0.2), SimCounts::lost, 0.999),
    /** A tenth of the time nothing gets through, for a tenth of a second each. */
    BURSTS(mixed(), path -> path.badSpells(900 * Condition.MILLI, 100 * Condition.MILLI, 1), SimCounts::lostInSpells, 0.999),
    /** A fifth of the time, for a second each: longer than two attempts are apart. */
    LONG_BURSTS(
            mixed(), path -> path.badSpells(4_000 * Condition.MILLI, 1_000 * Condition.MILLI, 1), SimCounts::lostInSpells, 0),
    JITTER(mixed(), path -> path.delay(100 * Condition.MILLI, 300 * Condition.MILLI), SimCounts::overtaken, 1),
    REORDERING(mixed(), path -> path.heldBack(0.1, 60 * Condition.MILLI), SimCounts::overtaken, 1),
    DUPLICATES(mixed(), path -> path.duplicates(0.3), SimCounts::duplicated, 1),
    LIMITED(List.of(LIMITS, LIMITS_REJECTS, CLOSES, LIMITS), path -> {}, SimCounts::withheld, 1),
    LIMITED_LOSS_1(
            List.of(LIMITS, LIMITS_REJECTS, CLOSES, LIMITS), path -> path.loss(0.01), SimCounts::withheld, 0.9999),
    DEAD_SUBNETS(List.of(DEAD, DEAD, DEAD, DEAD, DEAD, CLOSES, DEAD, DROPS), path -> {}, SimCounts::unanswerable, 1),
    TARPITS(List.of(CLOSES, TARPIT, DROPS, DEAD), path -> {}, SimCounts::acceptedByAll, 1),
    ANSWER_ALL(List.of(CLOSES, ANY, REJECTS, ANY), path -> {}, SimCounts::acceptedByAll, 1),
    /** Hosts that drop nearly everything show the loss of their path by very few answers. */
    HIDDEN_1(List.of(HIDES), path -> path.loss(0.01), SimCounts::lost, 0),
    HIDDEN_5(List.of(HIDES), path -> path.loss(0.05), SimCounts::lost, 0),
    HIDDEN_20(List.of(HIDES), path -> path.loss(0.2), SimCounts::lost, 0),
    EVERYTHING(
            List.of(CLOSES, DROPS, LIMITS, ANY, DEAD, TARPIT, REJECTS, HIDES),
            path -> path.loss(0.02)
                    .duplicates(0.1)
                    .heldBack(0.05, 60 * Condition.MILLI)
                    .badSpells(2_000 * Condition.MILLI, 50 * Condition.MILLI, 0.8),
            SimCounts::lostInSpells,
            0.999);

    private static final long MILLI = 1_000_000L;

    private static List<HostKind> mixed() {
        return List.of(CLOSES, DROPS, CLOSES, REJECTS, CLOSES, DEAD, CLOSES, HIDES, CLOSES, UNREACHABLE);
    }

    /** They take turns. */
    final List<HostKind> hosts;

    private final Consumer<SimNetwork> weather;
    private final ToLongFunction<SimCounts> proof;
    /** Share of the open ports that are to be found; 1: every state is to be right; 0: none is promised. */
    final double wanted;

    Condition(List<HostKind> hosts, Consumer<SimNetwork> weather, ToLongFunction<SimCounts> proof, double wanted) {
        this.hosts = hosts;
        this.weather = weather;
        this.proof = proof;
        this.wanted = wanted;
    }

    /** Whether all may be silent for so long that living hosts are given up, which makes gaps. */
    boolean mayInterrupt() {
        return this == LONG_BURSTS;
    }

    SimNetwork path(long seed) {
        SimNetwork path = new SimNetwork(seed).delay(20 * MILLI, 2 * MILLI);
        weather.accept(path);
        return path;
    }

    /** How often its fault occurred. */
    long occurred(SimCounts counts) {
        return proof.applyAsLong(counts);
    }
}
