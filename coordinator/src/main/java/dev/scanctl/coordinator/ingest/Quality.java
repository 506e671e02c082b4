package dev.scanctl.coordinator.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.proto.v1.MissEvidence;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.UnitQuality;

/** Arithmetic on how well units were probed. */
public final class Quality {
    /** Attempts, ports, milliseconds and millionths of ports of one unit all stay far below it, and 2²³ such fit a sum. */
    private static final long MOST_OF_A_UNIT = 1L << 40;

    private static final int MOST_ATTEMPTS = 127;
    /** Entries of scan.v1.MissEvidence.open_at_risk. */
    private static final int MOST_AT_RISK = 32;

    private Quality() {}

    /** A stored quality; nothing: of no result. */
    public static UnitQuality parse(byte[] encoded) {
        try {
            return UnitQuality.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("A stored quality cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * What an agent claims, with nothing in it that the store does not know or that sums could not bear: counts that a unit
     * cannot have are cut down.
     */
    static UnitQuality checked(UnitQuality claimed) {
        return UnitQuality.newBuilder()
                .setSent(count(claimed.getSent()))
                .setAnswered(count(claimed.getAnswered()))
                .setRetransmitted(count(claimed.getRetransmitted()))
                .setAnsweredLate(count(claimed.getAnsweredLate()))
                .setLocalFaults(count(claimed.getLocalFaults()))
                .setLossPpm(Math.clamp(Integer.toUnsignedLong(claimed.getLossPpm()), 0, 1_000_000))
                .setRttMicros(Math.max(0, claimed.getRttMicros()))
                .setMinSilentAttempts(Math.clamp(Integer.toUnsignedLong(claimed.getMinSilentAttempts()), 0, MOST_ATTEMPTS))
                .setUntrusted(claimed.getUntrusted())
                .setElapsedMs(count(claimed.getElapsedMs()))
                .setMisses(checked(claimed.getMisses()))
                .setUntrustedReason(reason(claimed))
                .build();
    }

    private static MissEvidence checked(MissEvidence claimed) {
        return MissEvidence.newBuilder()
                .setSilentPorts(count(claimed.getSilentPorts()))
                .setAnswersBeforeLast(count(claimed.getAnswersBeforeLast()))
                .setAnswersAfterFirst(count(claimed.getAnswersAfterFirst()))
                .addAllOpenAtRisk(claimed.getOpenAtRiskList().stream()
                        .limit(MOST_AT_RISK)
                        .map(Quality::count)
                        .toList())
                .setMissedMicros(count(claimed.getMissedMicros()))
                .build();
    }

    /** What the search for hosts adds to the sum of a scan: its silences are of no port of the scan. */
    static UnitQuality ofDiscovery(UnitQuality quality) {
        MissEvidence answers = quality.getMisses().toBuilder()
                .clearSilentPorts()
                .clearOpenAtRisk()
                .clearMissedMicros()
                .build();
        return quality.toBuilder().clearMinSilentAttempts().setMisses(answers).build();
    }

    private static long count(long claimed) {
        return claimed < 0 || claimed > MOST_OF_A_UNIT ? MOST_OF_A_UNIT : claimed;
    }

    private static Reason reason(UnitQuality claimed) {
        Reason reason = claimed.getUntrustedReason();
        return !claimed.getUntrusted() || reason == Reason.UNRECOGNIZED ? Reason.REASON_UNSPECIFIED : reason;
    }

    private static MissEvidence sum(MissEvidence a, MissEvidence b) {
        MissEvidence.Builder sum = MissEvidence.newBuilder()
                .setSilentPorts(a.getSilentPorts() + b.getSilentPorts())
                .setAnswersBeforeLast(a.getAnswersBeforeLast() + b.getAnswersBeforeLast())
                .setAnswersAfterFirst(a.getAnswersAfterFirst() + b.getAnswersAfterFirst())
                .setMissedMicros(a.getMissedMicros() + b.getMissedMicros());
        for (int i = 0; i < Math.max(a.getOpenAtRiskCount(), b.getOpenAtRiskCount()); i++) {
            sum.addOpenAtRisk(at(a, i) + at(b, i));
        }
        return sum.build();
    }

    private static long at(MissEvidence evidence, int index) {
        return index < evidence.getOpenAtRiskCount() ? evidence.getOpenAtRisk(index) : 0;
    }

    /** Counts add up; loss is weighted by what was sent, round trips by what was answered. */
    static UnitQuality sum(UnitQuality a, UnitQuality b) {
        return UnitQuality.newBuilder()
                .setSent(a.getSent() + b.getSent())
                .setAnswered(a.getAnswered() + b.getAnswered())
                .setRetransmitted(a.getRetransmitted() + b.getRetransmitted())
                .setAnsweredLate(a.getAnsweredLate() + b.getAnsweredLate())
                .setLocalFaults(a.getLocalFaults() + b.getLocalFaults())
                .setLossPpm(mean(a.getLossPpm(), a.getSent(), b.getLossPpm(), b.getSent()))
                .setRttMicros(mean(a.getRttMicros(), a.getAnswered(), b.getRttMicros(), b.getAnswered()))
                .setMinSilentAttempts(least(a.getMinSilentAttempts(), b.getMinSilentAttempts()))
                .setUntrusted(a.getUntrusted() || b.getUntrusted())
                .setElapsedMs(a.getElapsedMs() + b.getElapsedMs())
                .setMisses(sum(a.getMisses(), b.getMisses()))
                .setUntrustedReason(a.getUntrusted() ? a.getUntrustedReason() : b.getUntrustedReason())
                .build();
    }

    private static int mean(int a, long weightA, int b, long weightB) {
        double wa = Math.max(0, weightA);
        double wb = Math.max(0, weightB);
        return wa + wb == 0 ? Math.max(a, b) : (int) Math.round((a * wa + b * wb) / (wa + wb));
    }

    private static int least(int a, int b) {
        return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
    }
}
