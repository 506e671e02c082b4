package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.agent.report.Reporter;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What an agent does about its leased units: starts what is granted, stops what is revoked, sends what has ended to the
 * reporter, and hands back what it cannot do. A unit is held, and its renewal asked for, until its result is answered.
 *
 * <p>Owned by the control thread; engine events must be brought to it.
 */
public final class LeasedWork implements UnitListener {
    private static final Logger LOG = System.getLogger(LeasedWork.class.getName());
    /** Leases the contract lets one agent list: units probing and results unanswered. */
    private static final int MAX_HELD = 1024;

    private final Prober prober;
    private final Reporter reporter;
    private final LongSupplier clock;
    private final HeldLeases held;
    private final GrantReader grants;
    private final OwnLimits ownLimits;
    private final OwnerRules rules;
    private final InstantSource wall;
    private final int maxUnits;
    private final Overlays overlays = new Overlays();
    private final List<HandBack> handBacks = new ArrayList<>();
    private final Searches searches;
    private long lastUnitId;
    private boolean takesNoMore;
    /** Why nothing may be probed now; empty: it may. */
    private String closed = "";
    private boolean stopping;
    private boolean changed;

    /**
     * How this agent works.
     *
     * @param methods how its transports ask, at least one
     * @param maxUnits units probing at a time
     * @param maxPps attempts a second over all units; 0: no limit
     * @param onLink of some addresses, those that stand on this machine's own links; called on the control thread
     * @param rules what the owner of this machine rules beyond that
     * @param wall by which the hours of scans are kept
     */
    public record Capacity(
            Set<Method> methods,
            int maxUnits,
            long maxPps,
            UnaryOperator<AddressSet> onLink,
            OwnerRules rules,
            InstantSource wall) {}

    /** @param clock of the engines, nanoseconds, counting suspended time */
    public LeasedWork(Prober prober, Capacity capacity, String agentId, long incarnation, LongSupplier clock) {
        this.prober = prober;
        this.clock = clock;
        this.held = new HeldLeases(prober, clock.getAsLong());
        this.grants = new GrantReader(capacity.methods());
        this.searches = new Searches(capacity.methods(), capacity.onLink());
        this.rules = capacity.rules();
        this.wall = capacity.wall();
        this.ownLimits = new OwnLimits(prober, capacity.maxPps(), rules);
        this.maxUnits = ownLimits.mostUnits(capacity.maxUnits());
        this.reporter = new Reporter(agentId, incarnation, clock, this::answered);
    }

    /** Where results go; the session opens and closes its call. */
    Reporter reporter() {
        return reporter;
    }

    HeldLeases held() {
        return held;
    }

    // ---- from the engines

    @Override
    public void found(ProbeUnit unit, OpenFinding finding) {
        if (searches.of(unit.id()) == null) {
            held.byId(unit.id()).ifPresent(holding -> reporter.found(holding.lease, finding));
        }
    }

    @Override
    public void finished(ProbeUnit unit, UnitOutcome outcome) {
        Discovery search = searches.of(unit.id());
        if (search != null) {
            goOn(search, unit.id(), outcome);
            return;
        }
        held.ended(unit.id()).ifPresent(holding -> {
            int open = outcome.open().size();
            holding.progress = new UnitProgress(unit.id(), unit.size(), open, 0);
            reporter.result(holding.lease, unit.method(), unit.protocol(), outcome, false);
            changed = true;
        });
    }

    /** A step of a search for hosts has ended: the next one follows, or the result. */
    private void goOn(Discovery search, long id, UnitOutcome outcome) {
        held.byId(id).filter(HeldUnit::probing).ifPresent(holding -> {
            Optional<ProbeUnit> next = searches.next(id, outcome, overlays);
            if (next.isPresent()) {
                held.follow(holding, next.get());
                return;
            }
            searches.forget(id);
            held.ended(id);
            holding.progress = new UnitProgress(id, holding.unit.size(), 0, 0);
            reporter.discovered(holding.lease, search.method(), search.live(), search.quality());
            changed = true;
        });
    }

    /**
     * What was finished is committed first, so that only the rest goes back. A search for hosts goes on by TCP with those
     * that this machine could not ask otherwise; if TCP cannot ask them either, it goes back as a whole.
     */
    @Override
    public void refused(ProbeUnit unit, dev.scanctl.wire.Reason reason, UnitOutcome finishedHosts) {
        Discovery search = searches.of(unit.id());
        if (search != null && !search.isLast()) {
            LOG.log(Level.INFO, "Looks for hosts without {0}: {1}", unit.method().label(), reason.sentence());
            goOn(search, unit.id(), finishedHosts);
            return;
        }
        searches.forget(unit.id());
        held.ended(unit.id()).ifPresent(holding -> {
            LOG.log(Level.WARNING, "Cannot go on with {0}: {1}", HeldUnit.name(holding.lease), reason.sentence());
            HandBack back = handBack(holding.lease, Reason.forNumber(reason.number()), reason.sentence());
            if (search != null || finishedHosts.hosts().isEmpty()) {
                giveUp(back);
            } else {
                holding.afterResult = back;
                reporter.result(holding.lease, unit.method(), unit.protocol(), finishedHosts, true);
            }
        });
    }

    @Override
    public void progress(List<UnitProgress> units) {
        units.forEach(held::progress);
    }

    // ---- from the reporter

    private void answered(Reporter.Answered answered) {
        changed = true;
        held.find(answered.lease()).ifPresent(holding -> {
            HandBack back = holding.afterResult;
            if (!answered.committed()) {
                dropped(answered);
            } else if (back != null) {
                giveUp(back);
            }
            held.release(holding.lease);
        });
    }

    /** The verdict is final. Only a refused result leaves the unit leased: it goes back, for another agent to try. */
    private void dropped(Reporter.Answered answered) {
        LeaseRef lease = answered.lease();
        Verdict verdict = answered.answer().getVerdict();
        String detail = answered.answer().getDetail();
        LOG.log(Level.WARNING, "The result of {0} was dropped: {1} {2}", HeldUnit.name(lease), verdict, detail);
        if (verdict == Verdict.VERDICT_REFUSED) {
            giveUp(handBack(lease, Reason.REASON_LOCAL_OTHER, "the coordinator refused the result: " + detail));
        }
    }

    // ---- from the session

    void grant(Grant grant, long expiresNanos) {
        LeaseRef lease = grant.getLease();
        switch (held.novelty(lease)) {
            case NEW -> {
                held.replacedBy(lease).ifPresent(this::replaced);
                take(grant, expiresNanos);
            }
            case HELD -> held.find(lease).ifPresent(same -> held.extend(same, expiresNanos, clock.getAsLong()));
            case STALE -> {}
        }
    }

    private void replaced(HeldUnit old) {
        held.release(old.lease);
        reporter.replaced(old.lease);
    }

    private void take(Grant grant, long expiresNanos) {
        LeaseRef lease = grant.getLease();
        long now = clock.getAsLong();
        try {
            requireRoom();
            AddressSet gone = overlays.since(lease.getScanId(), grant.getWork().getOverlay());
            ProbeUnit read = grants.read(grant, ++lastUnitId, gone, now);
            ProbeUnit unit = GrantReader.looksForHosts(grant)
                    ? searches.begin(read, lease.getScanId(), grant.getWork().getOverlay(), now)
                    : read;
            HeldUnit joining = new HeldUnit(lease, unit, expiresNanos, grant.getRate(), GrantReader.hours(grant));
            ownLimits.join(joining, held.all());
            joining.inHours = joining.hours.stream().allMatch(hours -> hours.open(wall.instant()));
            held.grant(joining, now);
        } catch (BadGrant e) {
            if (e.reason() != Reason.REASON_UNSPECIFIED) {
                LOG.log(Level.WARNING, "Handing {0} back: {1}", HeldUnit.name(lease), e.sentence());
            }
            giveUp(handBack(lease, e.reason(), e.sentence()));
        }
    }

    /** Grants and heartbeats cross, so some more than asked for are no fault. */
    private void requireRoom() {
        if (takesNoMore) {
            throw BadGrant.overtaken("the agent takes no new units");
        }
        if (held.probing() >= 2L * maxUnits || held.all().size() >= MAX_HELD) {
            throw BadGrant.overtaken("the agent has no free slot");
        }
    }

    void revoke(Revoke revoke) {
        held.find(revoke.getLease()).ifPresent(lost -> {
            LOG.log(Level.INFO, "{0} was revoked ({1})", HeldUnit.name(lost.lease), revoke.getCause());
            held.release(lost.lease);
            reporter.revoked(lost.lease);
            changed = true;
        });
    }

    /** The coordinator keeps these leases, which run to a new end; what else is held is lost. */
    void attached(Set<LeaseRef> kept, long expiresNanos) {
        takesNoMore = stopping;
        held.all().forEach(HeldUnit::forgetNumber);
        handBacks.removeIf(back -> !kept.contains(back.getLease()));
        lost(held.attached(kept, expiresNanos, clock.getAsLong()));
    }

    void detached(long graceNanos) {
        reporter.detach();
        held.detached(graceNanos, clock.getAsLong());
    }

    void renewed(List<LeaseRef> listed, Set<LeaseRef> renewed, long expiresNanos) {
        lost(held.renewed(listed, renewed, expiresNanos, clock.getAsLong()));
    }

    /** A unit whose result is on its way may have been committed meanwhile: its answer will tell. */
    private void lost(Collection<HeldUnit> units) {
        for (HeldUnit unit : units) {
            if (unit.probing()) {
                LOG.log(Level.INFO, "The lease of {0} is lost; it is dropped", HeldUnit.name(unit.lease));
            }
            reporter.revoked(unit.lease);
        }
        changed |= !units.isEmpty();
    }

    void rateShare(RateShare share) {
        held.find(share.getLease()).ifPresent(holding -> {
            if (holding.take(share)) {
                ownLimits.apply(held.all());
            }
        });
    }

    /** Exclusions win: what cannot be read is not probed on. */
    void exclude(ExclusionOverlay overlay) {
        List<HeldUnit> units = held.all().stream()
                .filter(unit -> unit.probing() && unit.lease.getScanId() == overlay.getScanId())
                .toList();
        try {
            AddressSet gone = overlays.add(overlay);
            units.forEach(held -> prober.exclude(
                    held.unit.id(), LinkLocal.on(gone, LinkLocal.link(held.unit.addresses()))));
        } catch (IllegalArgumentException e) {
            String sentence = "exclusions cannot be read: " + e.getMessage();
            LOG.log(Level.WARNING, "Handing back all units of scan {0}: {1}", overlay.getScanId(), sentence);
            units.forEach(unit -> giveUp(handBack(unit.lease, Reason.REASON_LOCAL_OTHER, sentence)));
        }
    }

    /** No new units; those held go on. */
    void takeNoMore() {
        takesNoMore = true;
    }

    /** Stops at once: no new units, and those probing go back. */
    void stop() {
        stopping = true;
        takesNoMore = true;
        handAllBack("the agent is stopping");
    }

    private void handAllBack(String why) {
        held.all().stream()
                .filter(HeldUnit::probing)
                .forEach(unit -> giveUp(handBack(unit.lease, Reason.REASON_UNSPECIFIED, why)));
    }

    /** Outside of the owner's hours nothing is held; what was goes on with whoever is left, or once they begin again. */
    private void keepHours() {
        closed = rules.closed();
        if (!closed.isEmpty()) {
            handAllBack(closed);
        }
    }

    private void giveUp(HandBack back) {
        handBacks.add(back);
        held.release(back.getLease());
        changed = true;
    }

    private static HandBack handBack(LeaseRef lease, Reason reason, String detail) {
        return HandBack.newBuilder()
                .setLease(lease)
                .setReason(reason)
                .setDetail(detail)
                .build();
    }

    // ---- what the session sends

    /** Units to hand back now; the caller sends them. */
    List<HandBack> takeHandBacks() {
        List<HandBack> taken = List.copyOf(handBacks);
        handBacks.clear();
        return taken;
    }

    /** All that is held, with what could not be handed back yet: only a lease that is kept can be. */
    List<LeaseRef> leases() {
        Stream<LeaseRef> back = handBacks.stream().map(HandBack::getLease);
        return Stream.concat(held.all().stream().map(unit -> unit.lease), back).toList();
    }

    List<dev.scanctl.proto.v1.UnitProgress> progressOfAll() {
        return held.all().stream().map(HeldUnit::toMessage).toList();
    }

    /** Whether a unit has ended since this was last asked, so that a slot may be free. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    int freeSlots() {
        if (takesNoMore || !closed.isEmpty() || reporter.unanswered() >= maxUnits || reporter.clogged()) {
            return 0;
        }
        long free = Math.min(maxUnits - held.probing(), MAX_HELD - held.all().size());
        return (int) Math.max(0, free);
    }

    /** Why nothing moves, if so. */
    String note() {
        if (reporter.unanswered() >= maxUnits || reporter.clogged()) {
            return reporter.unanswered() + " results wait for the coordinator's answer";
        }
        if (closed.isEmpty() && held.all().stream().anyMatch(unit -> !unit.inHours)) {
            return "by this machine's clock some of its units are outside of their scan's hours";
        }
        return takesNoMore ? "draining: takes no new units" : closed;
    }

    /** Nothing held and nothing to say about it. */
    boolean idle() {
        return held.all().isEmpty() && handBacks.isEmpty() && reporter.unanswered() == 0;
    }

    /** Lets time pass: suspends what has lapsed, spreads the rate, sends what waits. */
    public void tick() {
        keepHours();
        held.keepHours(wall.instant());
        held.lapse(clock.getAsLong());
        searches.keep(id -> held.byId(id).isPresent());
        ownLimits.apply(held.all());
        reporter.tick();
        reporter.pump();
    }
}
