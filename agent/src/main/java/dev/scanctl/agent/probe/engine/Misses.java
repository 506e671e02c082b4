package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * How many open ports a unit is expected to have taken for silent ones.
 *
 * <p>Let one attempt of a port that answers stay unanswered with the chance p, each attempt by itself. A port that got
 * {@code a} attempts is then missed with the chance p<sup>a</sup>, and beside O open ports that were found
 * O p<sup>a</sup> / (1 − p<sup>a</sup>) were missed.
 *
 * <p><b>p</b> is read from the attempts that answering ports took. Those that were never heard are missing among them, so the
 * plain share of lost attempts would be too low. But of the ports that answer to attempt k, each time p as many answer to the
 * next one: p is the number that answered after the first attempt, through that of those which answered before the last,
 * counted within as many attempts as every silent port of the host got. A late answer counts as if it had been lost, which
 * errs to the safe side. Answers that hosts hold back say nothing of loss: ICMP errors, and resets of a host that limits them,
 * which shows by more of them coming late than any path would lose. Hosts that lose far more than the median are not the path.
 *
 * <p><b>a</b> is the fewest attempts that a silent port of the host got. A host that loses more than the others beyond doubt
 * counts with its own p, since the mean of the powers is more than the power of the mean.
 */
public final class Misses {
    /** Answers before a unit's own loss is worth a power of it; below, only the sum over units is. */
    private static final int ENOUGH_ANSWERS = 100;
    /** Standard deviations by which a host's own loss is above that of all. */
    private static final int BEYOND_DOUBT = 3;

    private static final double MOST_LOSS = 0.99;
    /** A path that loses a quarter of the packets each way loses less of its round trips: it is the host that does not answer. */
    private static final double HELD_BACK = 0.45;
    /** Answers of a host before its loss is worth a comparison, and hosts that have a median worth the name. */
    private static final int TELLING_ANSWERS = 30;

    private static final int FEW_HOSTS = 3;
    /** Of {@code open_at_risk}. */
    private static final int MOST_ATTEMPTS = 32;

    private final Protocol protocol;
    private final Ledger ledger;

    Misses(Protocol protocol, Ledger ledger) {
        this.protocol = protocol;
        this.ledger = ledger;
    }

    /**
     * What one host says.
     *
     * @param attempts fewest of a silent port; 0: none is silent
     */
    private record Tale(int silent, int attempts, int open, int beforeLast, int afterFirst) {
        double loss() {
            return beforeLast == 0 ? 0 : (double) afterFirst / beforeLast;
        }

        /** Whether it loses more than that, beyond doubt. */
        boolean losesMoreThan(double loss) {
            return beforeLast > 0 && loss() - BEYOND_DOUBT * Math.sqrt(loss() / beforeLast) > loss;
        }

        double missed(double loss) {
            double chance = Math.pow(Math.min(MOST_LOSS, loss), attempts);
            return silent == 0 ? 0 : open * chance / (1 - chance);
        }
    }

    /** Of the hosts that are finished and reported. */
    MissEvidence of(HostState[] hosts) {
        List<Tale> tales = new ArrayList<>();
        for (HostState host : hosts) {
            if (host.finished()) {
                tales.add(tale(host, ledger.size() / hosts.length));
            }
        }
        List<Tale> ofPath = ofPath(tales);
        long beforeLast = ofPath.stream().mapToLong(Tale::beforeLast).sum();
        long afterFirst = ofPath.stream().mapToLong(Tale::afterFirst).sum();
        double loss = beforeLast == 0 ? 0 : (double) afterFirst / beforeLast;
        double missed = tales.stream()
                .mapToDouble(tale -> tale.missed(tale.losesMoreThan(loss) ? tale.loss() : loss))
                .sum();
        return new MissEvidence(
                tales.stream().mapToLong(Tale::silent).sum(),
                beforeLast,
                afterFirst,
                atRisk(tales),
                beforeLast < ENOUGH_ANSWERS ? 0 : Math.round(missed * 1e6));
    }

    private Tale tale(HostState host, int ports) {
        int silent = 0;
        int attempts = Integer.MAX_VALUE;
        int open = 0;
        for (int port = 0; port < ports; port++) {
            int probe = ledger.probe(host.rank, port);
            if (ledger.isSilent(probe)) {
                silent++;
                attempts = Math.min(attempts, ledger.silentAttempts(probe));
            }
            open += ledger.isOpen(probe) ? 1 : 0;
        }
        Answers ofOpen = answers(host, ports, attempts, ledger::isOpen);
        Answers ofClosed = answers(host, ports, attempts, ledger::isClosed);
        boolean heldBack = protocol == Protocol.UDP || host.limits() || ofClosed.heldBack();
        Answers both = heldBack ? ofOpen : ofOpen.and(ofClosed);
        return new Tale(silent, silent == 0 ? 0 : attempts, open, both.beforeLast, both.afterFirst);
    }

    /** Ports that answered, within as many attempts as silent ones got. */
    private record Answers(int beforeLast, int afterFirst) {
        boolean heldBack() {
            return afterFirst > HELD_BACK * beforeLast;
        }

        Answers and(Answers others) {
            return new Answers(beforeLast + others.beforeLast, afterFirst + others.afterFirst);
        }
    }

    private Answers answers(HostState host, int ports, int attempts, IntPredicate counts) {
        int beforeLast = 0;
        int afterFirst = 0;
        for (int port = 0; port < ports; port++) {
            int probe = ledger.probe(host.rank, port);
            int lost = ledger.silentAttempts(probe);
            if (lost < attempts && counts.test(probe)) {
                beforeLast += lost < attempts - 1 ? 1 : 0;
                afterFirst += lost > 0 ? 1 : 0;
            }
        }
        return new Answers(beforeLast, afterFirst);
    }

    /** Without hosts that lose far more than the median: they are broken, or hold back their answers. */
    private static List<Tale> ofPath(List<Tale> tales) {
        double[] losses = tales.stream()
                .filter(tale -> tale.beforeLast >= TELLING_ANSWERS)
                .mapToDouble(Tale::loss)
                .sorted()
                .toArray();
        if (losses.length < FEW_HOSTS) {
            return tales;
        }
        double most = 2 * losses[losses.length / 2] + 0.02;
        return tales.stream().filter(tale -> tale.beforeLast < TELLING_ANSWERS || tale.loss() <= most).toList();
    }

    private static List<Long> atRisk(List<Tale> tales) {
        List<Long> open = new ArrayList<>();
        for (Tale tale : tales) {
            int attempts = Math.min(MOST_ATTEMPTS, tale.attempts);
            if (attempts > 0 && tale.open > 0) {
                while (open.size() < attempts) {
                    open.add(0L);
                }
                open.set(attempts - 1, open.get(attempts - 1) + tale.open);
            }
        }
        return open;
    }
}
