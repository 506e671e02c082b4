package dev.scanctl.agent.probe;

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
}
