package dev.scanctl.agent.engines;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A unit that several engines have a part of each. Its cap of attempts a second is cut among them by their hosts; what a part
 * that has ended leaves goes to the others a second later, so that no second holds more than the cap. Where there is less
 * than one attempt a second for each part, some wait until others have ended. Owned by the control thread.
 */
final class CutUnit {
    private static final long SECOND_NANOS = 1_000_000_000L;

    final ProbeUnit whole;
    private final List<Part> parts;
    private ProbeLimits limits;
    private boolean suspended;
    private @Nullable Reason refusal;

    /** @param parts at least one */
    CutUnit(ProbeUnit whole, List<Part> parts, long nowNanos) {
        this.whole = whole;
        this.parts = parts;
        this.limits = whole.limits();
        share(nowNanos);
    }

    /** Starts all parts; those that have no share yet are told to wait at once. */
    void start() {
        for (Part part : parts) {
            part.engine.add(part.unit.withLimits(limitsOf(part)));
            hold(part);
        }
    }

    // ---- verbs

    void limit(ProbeLimits others, long nowNanos) {
        limits = others;
        share(nowNanos);
        tell();
    }

    void suspend() {
        suspended = true;
        live(this::hold);
    }

    void resume() {
        suspended = false;
        live(this::hold);
    }

    void exclude(AddressSet gone) {
        live(part -> part.engine.exclude(part.unit.id(), gone));
    }

    void drop() {
        live(part -> part.engine.drop(part.unit.id()));
    }

    /** Gives on what has become free. */
    void tick(long nowNanos) {
        boolean freed = false;
        for (Part part : parts) {
            if (part.freeNanos <= nowNanos) {
                part.freeNanos = Long.MAX_VALUE;
                part.share = 0;
                freed = true;
            }
        }
        if (freed) {
            share(nowNanos);
            tell();
        }
    }

    private void live(Consumer<Part> verb) {
        parts.stream().filter(Part::underWay).forEach(verb);
    }

    private void tell() {
        live(part -> {
            part.engine.limit(part.unit.id(), limitsOf(part));
            hold(part);
        });
    }

    /** Suspends or resumes a part if it is not as it should be. */
    private void hold(Part part) {
        boolean wait = suspended || limits.maxPps() > 0 && part.share == 0;
        if (wait && !part.suspended) {
            part.engine.suspend(part.unit.id());
        } else if (!wait && part.suspended) {
            part.engine.resume(part.unit.id());
        }
        part.suspended = wait;
    }

    private ProbeLimits limitsOf(Part part) {
        long share = limits.maxPps() == 0 ? 0 : Math.max(1, part.share);
        return limits.withRates(share, limits.hostPps());
    }

    // ---- shares

    /** Cuts the cap by hosts among the parts under way, beside what ended parts still hold. */
    private void share(long nowNanos) {
        long held = parts.stream()
                .filter(part -> !part.underWay() && part.freeNanos != Long.MAX_VALUE && part.freeNanos > nowNanos)
                .mapToLong(part -> part.share)
                .sum();
        long free = Math.max(0, limits.maxPps() - held);
        long hosts = parts.stream()
                .filter(Part::underWay)
                .mapToLong(part -> part.unit.addresses().size())
                .sum();
        for (Part part : parts) {
            if (part.underWay()) {
                long own = part.unit.addresses().size();
                part.share = hosts == 0 ? 0 : free * own / hosts;
                free -= part.share;
                hosts -= own;
            }
        }
    }

    // ---- what engines tell

    /** A part has ended; whether all have. */
    boolean ended(int part, UnitOutcome outcome, @Nullable Reason why, long nowNanos) {
        parts.get(part).outcome = outcome;
        parts.get(part).freeNanos = nowNanos + SECOND_NANOS;
        refusal = refusal == null ? why : refusal;
        return parts.stream().noneMatch(Part::underWay);
    }

    void progress(int part, UnitProgress progress) {
        parts.get(part).progress = progress;
    }

    /** Why a part was refused; null: none was. */
    @Nullable Reason refusal() {
        return refusal;
    }

    UnitOutcome outcome() {
        return Merge.of(parts.stream()
                .map(part -> part.outcome)
                .filter(Objects::nonNull)
                .toList());
    }

    UnitProgress progress() {
        int done = 0;
        int open = 0;
        long pps = 0;
        for (Part part : parts) {
            done += part.underWay() ? part.progress.probesDone() : part.unit.size();
            open += part.progress.foundOpen();
            pps += part.underWay() ? part.progress.ratePps() : 0;
        }
        return new UnitProgress(whole.id(), done, open, pps);
    }
}
