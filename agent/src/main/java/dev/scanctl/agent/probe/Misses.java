package dev.scanctl.agent.probe;

import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;

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
 * errs to the safe side. Answers that hosts hold back (ICMP errors, resets of a host that limits them) say nothing of loss.
 *
 * <p><b>a</b> is the fewest attempts that a silent port of the host got. A host that loses more than the others beyond doubt
 * counts with its own p, since the mean of the powers is more than the power of the mean.
 */
final class Misses {
    /** Answers before a unit's own loss is worth a power of it; below, only the sum over units is. */
    private static final int ENOUGH_ANSWERS = 100;
    /** Standard deviations by which a host's own loss is above that of all. */
    private static final int BEYOND_DOUBT = 3;

    private static final double MOST_LOSS = 0.99;
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
        long beforeLast = tales.stream().mapToLong(Tale::beforeLast).sum();
        long afterFirst = tales.stream().mapToLong(Tale::afterFirst).sum();
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
        int first = host.rank * ports;
        int silent = 0;
        int attempts = Integer.MAX_VALUE;
        int open = 0;
        for (int probe = first; probe < first + ports; probe++) {
            if (ledger.isSilent(probe)) {
                silent++;
                attempts = Math.min(attempts, ledger.silentAttempts(probe));
            }
            open += ledger.isOpen(probe) ? 1 : 0;
        }
        int beforeLast = 0;
        int afterFirst = 0;
        for (int probe = first; probe < first + ports; probe++) {
            int lost = ledger.silentAttempts(probe);
            if (lost < attempts && tellsOfLoss(host, probe)) {
                beforeLast += lost < attempts - 1 ? 1 : 0;
                afterFirst += lost > 0 ? 1 : 0;
            }
        }
        return new Tale(silent, silent == 0 ? 0 : attempts, open, beforeLast, afterFirst);
    }

    private boolean tellsOfLoss(HostState host, int probe) {
        return ledger.isOpen(probe) || ledger.isClosed(probe) && protocol == Protocol.TCP && !host.limits();
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
