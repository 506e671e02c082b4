package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.window.Hours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One unit under lease. Owned by {@link HeldLeases}; others read it on the control thread. */
final class HeldUnit {

    /** What a held unit is waiting for. */
    enum Stage {
        /** The engine has it, running or suspended. */
        PROBING,
        /** Its result, or that of its finished hosts, waits for the coordinator's answer. */
        REPORTING
    }

    final LeaseRef lease;
    /** The unit under its profile's limits; of a search for hosts the step under way. */
    ProbeUnit unit;
    Stage stage = Stage.PROBING;
    /** The engine has been told to send nothing. */
    boolean suspended;
    /** When it may be probed; all of them must be open. */
    final List<Hours> hours;
    /** Whether they were when this was last looked at. */
    boolean inHours = true;
    /** End of the authority to probe, on the agent's clock. */
    long expiresNanos;
    UnitProgress progress;
    /** The coordinator's newest word on its rates. */
    RateShare share;
    /** Units of this agent that hold ports of some of its hosts, itself included. */
    int sharers = 1;
    /** The same of its /24s, of IPv6 its /64s. */
    int neighbours = 1;
    /** What the engine has been told. */
    ProbeLimits applied;
    /** Sent once the result of the finished hosts is answered; null unless the engine refused the unit. */
    @Nullable HandBack afterResult;

    HeldUnit(LeaseRef lease, ProbeUnit unit, long expiresNanos, RateShare share) {
        this(lease, unit, expiresNanos, share, List.of());
    }

    HeldUnit(LeaseRef lease, ProbeUnit unit, long expiresNanos, RateShare share, List<Hours> hours) {
        this.hours = List.copyOf(hours);
        this.lease = lease;
        this.unit = unit;
        this.expiresNanos = expiresNanos;
        this.share = share;
        this.applied = unit.limits();
        this.progress = new UnitProgress(unit.id(), 0, 0, 0);
    }

    /** Takes a share unless a later one was told before. */
    boolean take(RateShare told) {
        boolean newer = Integer.compareUnsigned(told.getNumber(), share.getNumber()) >= 0;
        share = newer ? told : share;
        return newer;
    }

    /** On a new stream shares are told anew, and numbered anew where the coordinator was restarted. */
    void forgetNumber() {
        share = share.toBuilder().clearNumber().build();
    }

    /** The unit as the engine is to start on it. */
    ProbeUnit toProbe() {
        return unit.withLimits(applied);
    }

    boolean probing() {
        return stage == Stage.PROBING;
    }

    /** How far it is, as a heartbeat says it. */
    dev.scanctl.proto.v1.UnitProgress toMessage() {
        return dev.scanctl.proto.v1.UnitProgress.newBuilder()
                .setLease(lease)
                .setProbesDone(progress.probesDone())
                .setFoundOpen(progress.foundOpen())
                .setRatePps(suspended ? 0 : progress.ratePps())
                .setSuspended(suspended)
                .setShare(share.getNumber())
                .build();
    }

    /** Such as {@code unit 7 of scan 3}. */
    static String name(LeaseRef lease) {
        return "unit " + Long.toUnsignedString(lease.getUnit()) + " of scan "
                + Long.toUnsignedString(lease.getScanId());
    }
}
