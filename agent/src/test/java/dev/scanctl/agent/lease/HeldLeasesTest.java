package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.RateShare;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldLeasesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TTL = 20 * SECOND;
    private static final long GRACE = 2 * SECOND;
    private static final LeaseRef LEASE = Samples.lease(1, 5, 3);

    /** Near the end of the number line, since only differences of a clock count. */
    private final long start = Long.sum(Long.MAX_VALUE, -5 * SECOND);

    private final FakeProber prober = new FakeProber();
    private final HeldLeases held = new HeldLeases(prober, start);

    private void attachAndGrant() {
        held.attached(Set.of(), HeldLeases.expiry(start, TTL), start);
        grant(LEASE, 1, start, start);
    }

    private void grant(LeaseRef lease, long unitId, long askedNanos, long nowNanos) {
        long expires = HeldLeases.expiry(askedNanos, TTL);
        held.grant(new HeldUnit(lease, Samples.unit(unitId), expires, RateShare.getDefaultInstance()), nowNanos);
    }

    @Test
    void grantedUnitRuns() {
        attachAndGrant();

        assertThat(prober.running(1)).isTrue();
    }

    @Test
    void leaseLapsesOneSecondBeforeTheTtlFromWhenItWasAsked() {
        attachAndGrant();

        held.lapse(start + TTL - SECOND - 1);
        assertThat(prober.running(1)).isTrue();

        held.lapse(start + TTL - SECOND);
        assertThat(prober.running(1)).isFalse();
        assertThat(prober.has(1)).isTrue();
    }

    @Test
    void grantThatTookTooLongIsTakenSuspended() {
        held.attached(Set.of(), start, start);
        grant(LEASE, 1, start, start + TTL);

        assertThat(prober.has(1)).isTrue();
        assertThat(prober.running(1)).isFalse();
    }

    @Test
    void stepThatFollowsIsSuspendedWhereTheOneBeforeWas() {
        attachAndGrant();
        held.follow(held.byId(1).orElseThrow(), Samples.unit(1));
        assertThat(prober.running(1)).isTrue();

        held.lapse(start + TTL);
        held.follow(held.byId(1).orElseThrow(), Samples.unit(1));

        assertThat(prober.has(1)).isTrue();
        assertThat(prober.running(1)).isFalse();
    }

    @Test
    void renewalResumesALapsedUnit() {
        attachAndGrant();
        long later = start + TTL;
        held.lapse(later);

        held.renewed(List.of(LEASE), Set.of(LEASE), HeldLeases.expiry(later - SECOND, TTL), later);

        assertThat(prober.running(1)).isTrue();
    }

    @Test
    void lateAnswerToAnEarlierHeartbeatNeverShortensALease() {
        attachAndGrant();
        held.renewed(List.of(LEASE), Set.of(LEASE), start + 60 * SECOND, start);

        held.renewed(List.of(LEASE), Set.of(LEASE), start + SECOND, start);
        held.lapse(start + 59 * SECOND);

        assertThat(prober.running(1)).isTrue();
    }

    @Test
    void listedButNotRenewedIsLostAndDropped() {
        attachAndGrant();

        List<HeldUnit> lost = held.renewed(List.of(LEASE), Set.of(), start, start);

        assertThat(lost).extracting(unit -> unit.lease).containsExactly(LEASE);
        assertThat(prober.has(1)).isFalse();
        assertThat(held.all()).isEmpty();
    }

    @Test
    void grantAfterAHeartbeatIsNotLostByItsAnswer() {
        attachAndGrant();

        assertThat(held.renewed(List.of(), Set.of(), start, start)).isEmpty();
        assertThat(prober.running(1)).isTrue();
    }

    @Test
    void endOfTheStreamLeavesTheGraceAndThenSuspends() {
        attachAndGrant();
        held.detached(GRACE, start);

        held.lapse(start + GRACE - 1);
        assertThat(prober.running(1)).isTrue();

        held.lapse(start + GRACE);
        assertThat(prober.running(1)).isFalse();
    }

    @Test
    void failedAttemptsToReconnectDoNotRenewTheGrace() {
        attachAndGrant();
        held.detached(GRACE, start);

        held.detached(GRACE, start + GRACE - 1);
        held.lapse(start + GRACE);

        assertThat(prober.running(1)).isFalse();
    }

    @Test
    void keptLeaseGoesOn() {
        attachAndGrant();
        held.detached(GRACE, start);
        held.lapse(start + GRACE);

        long back = start + 3 * SECOND;
        assertThat(held.attached(Set.of(LEASE), HeldLeases.expiry(back, TTL), back)).isEmpty();

        assertThat(prober.running(1)).isTrue();
    }

    @Test
    void leaseNotKeptIsDropped() {
        attachAndGrant();
        held.detached(GRACE, start);

        assertThat(held.attached(Set.of(), start, start)).hasSize(1);

        assertThat(prober.has(1)).isFalse();
    }

    @Test
    void leaseKeptUnderAnotherEpochIsNotThisOne() {
        attachAndGrant();
        held.detached(GRACE, start);

        assertThat(held.attached(Set.of(Samples.lease(1, 5, 4)), start + TTL, start)).hasSize(1);
    }

    @Test
    void laterEpochIsNewAndEarlierIsStale() {
        attachAndGrant();

        assertThat(held.novelty(Samples.lease(1, 5, 4))).isEqualTo(HeldLeases.Novelty.NEW);
        assertThat(held.novelty(Samples.lease(1, 5, -1))).isEqualTo(HeldLeases.Novelty.NEW);
        assertThat(held.novelty(LEASE)).isEqualTo(HeldLeases.Novelty.HELD);
        assertThat(held.novelty(Samples.lease(1, 5, 2))).isEqualTo(HeldLeases.Novelty.STALE);
        assertThat(held.novelty(Samples.lease(2, 5, 1))).isEqualTo(HeldLeases.Novelty.NEW);
    }

    @Test
    void unitIsHeldUntilItsResultIsAnswered() {
        attachAndGrant();

        assertThat(held.ended(1)).isPresent();
        assertThat(held.all()).hasSize(1);
        assertThat(held.probing()).isZero();
        assertThat(held.ended(1)).isEmpty();

        held.release(LEASE);
        assertThat(held.all()).isEmpty();
    }

    @Test
    void endedUnitIsNeitherSuspendedNorResumed() {
        attachAndGrant();
        held.ended(1);

        held.lapse(start + TTL);
        held.renewed(List.of(LEASE), Set.of(LEASE), start + 3 * TTL, start + TTL);

        assertThat(prober.has(1)).isFalse();
        assertThat(held.all()).hasSize(1);
    }

    @Test
    void releaseUnderAnotherEpochChangesNothing() {
        attachAndGrant();

        held.release(Samples.lease(1, 5, 2));

        assertThat(prober.running(1)).isTrue();
    }
}
