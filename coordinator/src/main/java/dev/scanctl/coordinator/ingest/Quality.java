package dev.scanctl.coordinator.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.proto.v1.UnitQuality;

/** Arithmetic on how well units were probed. */
final class Quality {

    private Quality() {}

    static UnitQuality parse(byte[] encoded) {
        try {
            return UnitQuality.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("A stored quality cannot be read: " + e.getMessage(), e);
        }
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
