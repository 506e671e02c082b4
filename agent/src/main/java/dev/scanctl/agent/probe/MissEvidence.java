package dev.scanctl.agent.probe;

import dev.scanctl.agent.probe.engine.Misses;
import java.util.ArrayList;
import java.util.List;

/**
 * What the answers of a unit tell of open ports that were taken for silent ones; the fields are those of
 * {@code scan.v1.MissEvidence}. See {@link Misses}.
 *
 * @param openAtRisk open ports of hosts with silent ports, by the attempts of those: first the hosts with one
 * @param missedMicros millionths of a port
 */
public record MissEvidence(
        long silentPorts,
        long answersBeforeLast,
        long answersAfterFirst,
        List<Long> openAtRisk,
        long missedMicros) {

    public static final MissEvidence NONE = new MissEvidence(0, 0, 0, List.of(), 0);

    public MissEvidence {
        openAtRisk = List.copyOf(openAtRisk);
    }

    /** Of two parts of a unit. */
    MissEvidence plus(MissEvidence other) {
        List<Long> atRisk = new ArrayList<>();
        for (int i = 0; i < Math.max(openAtRisk.size(), other.openAtRisk.size()); i++) {
            atRisk.add(at(openAtRisk, i) + at(other.openAtRisk, i));
        }
        return new MissEvidence(
                silentPorts + other.silentPorts,
                answersBeforeLast + other.answersBeforeLast,
                answersAfterFirst + other.answersAfterFirst,
                atRisk,
                missedMicros + other.missedMicros);
    }

    private static long at(List<Long> counts, int index) {
        return index < counts.size() ? counts.get(index) : 0;
    }
}
