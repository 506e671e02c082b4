package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.proto.v1.LeaseRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The leases an agent holds, and the rule that a lease is the authority to emit packets: a unit is probed only while
 * its lease runs by the agent's own clock and the agent is attached, or was so a moment ago. A unit without authority
 * is suspended, never dropped, so that it goes on where it was once the coordinator renews or keeps it.
 *
 * <p>Owned by the control thread. Every time is an argument, in nanoseconds of one clock that counts suspended time;
 * only differences count. Each method leaves every unit running or suspended as is right at that time; {@link #lapse}
 * must be called often enough in between.
 */
final class HeldLeases {
    /** The agent stops this long before the coordinator's lease ends, for what is on its way. */
    private static final long MARGIN_NANOS = 1_000_000_000L;

    private final Prober prober;
    private final Map<UnitKey, HeldUnit> byUnit = new LinkedHashMap<>();
    private final Map<Long, HeldUnit> byId = new HashMap<>();
    private boolean attached;
    /** While not attached: until when units with a running lease may go on. */
    private long graceEndsNanos;

    HeldLeases(Prober prober, long nowNanos) {
        this.prober = prober;
        this.graceEndsNanos = nowNanos;
    }

    /** When the authority of a lease asked for at one time ends. */
    static long expiry(long askedNanos, long ttlNanos) {
        return askedNanos + ttlNanos - MARGIN_NANOS;
    }

    /** A unit of a scan, whatever its lease. */
    private record UnitKey(long scanId, long unit) {
        static UnitKey of(LeaseRef lease) {
            return new UnitKey(lease.getScanId(), lease.getUnit());
        }
    }

    /** How a grant relates to what is held. */
    enum Novelty {
        NEW,
        /** The same lease again: no more than a renewal. */
        HELD,
        /** Overtaken by a later lease of the same unit. */
        STALE
    }

    Novelty novelty(LeaseRef lease) {
        HeldUnit held = byUnit.get(UnitKey.of(lease));
        if (held == null) {
            return Novelty.NEW;
        }
        int order = Long.compareUnsigned(lease.getEpoch(), held.lease.getEpoch());
        return order > 0 ? Novelty.NEW : order == 0 ? Novelty.HELD : Novelty.STALE;
    }

    /** The older lease of the same unit, which a new grant would replace. */
    Optional<HeldUnit> replacedBy(LeaseRef lease) {
        return Optional.ofNullable(byUnit.get(UnitKey.of(lease)))
                .filter(held -> held.lease.getEpoch() != lease.getEpoch());
    }

    /** Takes a granted unit and starts on it; a lease of the same unit must have been released before. */
    void grant(HeldUnit held, long nowNanos) {
        byUnit.put(UnitKey.of(held.lease), held);
        byId.put(held.unit.id(), held);
        prober.add(held.toProbe());
        settle(held, nowNanos);
    }

    /**
     * The coordinator has welcomed the agent. Leases not kept are lost.
     *
     * @return what was lost
     */
    List<HeldUnit> attached(Set<LeaseRef> kept, long expiresNanos, long nowNanos) {
        attached = true;
        return renewAmong(List.copyOf(byUnit.values()), kept, expiresNanos, nowNanos);
    }

    /**
     * A heartbeat was answered: of the leases it listed, those not renewed are lost.
     *
     * @return what was lost
     */
    List<HeldUnit> renewed(Collection<LeaseRef> listed, Set<LeaseRef> renewed, long expiresNanos, long nowNanos) {
        List<HeldUnit> asked = new ArrayList<>();
        listed.forEach(lease -> find(lease).ifPresent(asked::add));
        return renewAmong(asked, renewed, expiresNanos, nowNanos);
    }

    private List<HeldUnit> renewAmong(List<HeldUnit> asked, Set<LeaseRef> kept, long expiresNanos, long nowNanos) {
        List<HeldUnit> lost = new ArrayList<>();
        for (HeldUnit held : asked) {
            if (kept.contains(held.lease)) {
                extend(held, expiresNanos, nowNanos);
            } else {
                release(held.lease);
                lost.add(held);
            }
        }
        return lost;
    }

    /** Answers that overtook each other never shorten a lease. */
    void extend(HeldUnit held, long expiresNanos, long nowNanos) {
        if (expiresNanos - held.expiresNanos > 0) {
            held.expiresNanos = expiresNanos;
        }
        settle(held, nowNanos);
    }

    /** The stream has ended; units may go on for the grace, and then wait. */
    void detached(long graceNanos, long nowNanos) {
        if (attached) {
            attached = false;
            graceEndsNanos = nowNanos + graceNanos;
        }
        lapse(nowNanos);
    }

    /** Looks at the hours of each unit; {@link #lapse} is to follow. */
    void keepHours(Instant now) {
        byUnit.values().forEach(held -> held.inHours = held.hours.stream().allMatch(hours -> hours.open(now)));
    }

    /** Suspends what has no authority any more. */
    void lapse(long nowNanos) {
        byUnit.values().forEach(held -> settle(held, nowNanos));
    }

    private void settle(HeldUnit held, long nowNanos) {
        boolean authority = held.expiresNanos - nowNanos > 0 && (attached || graceEndsNanos - nowNanos > 0)
                && held.inHours;
        if (!held.probing() || held.suspended != authority) {
            return;
        }
        held.suspended = !authority;
        if (authority) {
            prober.resume(held.unit.id());
        } else {
            prober.suspend(held.unit.id());
        }
    }

    /** The engine has ended a unit: it stays held until its result is answered. Empty if it is held no more. */
    Optional<HeldUnit> ended(long unitId) {
        HeldUnit held = byId.get(unitId);
        if (held == null || !held.probing()) {
            return Optional.empty();
        }
        prober.ended(unitId);
        held.stage = HeldUnit.Stage.REPORTING;
        held.suspended = false;
        return Optional.of(held);
    }

    /** The engine has ended one step of a unit, and the next follows under the same lease and number. */
    void follow(HeldUnit held, ProbeUnit next) {
        prober.ended(next.id());
        held.unit = next;
        prober.add(held.toProbe());
        if (held.suspended) {
            prober.suspend(next.id());
        }
    }

    void progress(UnitProgress progress) {
        HeldUnit held = byId.get(progress.id());
        if (held != null) {
            held.progress = progress;
        }
    }

    /** Forgets a lease, and drops its unit if an engine has it. */
    void release(LeaseRef lease) {
        find(lease).ifPresent(held -> {
            byUnit.remove(UnitKey.of(lease));
            byId.remove(held.unit.id());
            if (held.probing()) {
                prober.drop(held.unit.id());
            }
        });
    }

    /** The unit held under exactly this lease. */
    Optional<HeldUnit> find(LeaseRef lease) {
        return Optional.ofNullable(byUnit.get(UnitKey.of(lease))).filter(held -> held.lease.equals(lease));
    }

    Optional<HeldUnit> byId(long unitId) {
        return Optional.ofNullable(byId.get(unitId));
    }

    /** In the order of their grants. */
    Collection<HeldUnit> all() {
        return List.copyOf(byUnit.values());
    }

    long probing() {
        return byUnit.values().stream().filter(HeldUnit::probing).count();
    }
}
