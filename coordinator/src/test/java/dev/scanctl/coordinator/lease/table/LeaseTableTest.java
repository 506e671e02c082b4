package dev.scanctl.coordinator.lease.table;

import static dev.scanctl.coordinator.lease.table.Bench.excluding;
import static dev.scanctl.coordinator.lease.table.Bench.terms;
import static dev.scanctl.coordinator.lease.table.Bench.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.lease.Abilities;
import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.SegmentLive;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.lease.TakenBack;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.window.Hours;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One fact for each edge of a unit, and for what leads there. */
final class LeaseTableTest {
    private final Bench bench = new Bench();

    private UnitRow row(LeaseId id) {
        return Objects.requireNonNull(bench.store.rows.get(id.unit()));
    }

    // pending → leased

    @Test
    void grantIsSentOnlyAfterTheStoreHasTheLease() {
        ScanTerms terms = terms(1, 1, 0, 0);
        ModelStore.StoredScan scan = bench.store.scan(terms, Bench.SEGMENT);
        bench.table.addScan(terms, false, scan.starts(), List.of(), 0);
        AgentFacts facts = new AgentFacts("a", "a", Bench.SEGMENT, "seg1", 7, "1", "peer", Bench.ABLE);
        bench.table.hello(1, facts, Set.of(), 1, 1, 0);

        assertThat(bench.lines.grants(1)).isEmpty();

        bench.settle();

        LeaseId granted = bench.onlyGrant(1);
        assertThat(granted.epoch()).isEqualTo(new Epoch(1, 1));
        assertThat(row(granted).state()).isEqualTo(UnitState.LEASED);
        assertThat(row(granted).agentId()).isEqualTo("a");
        assertThat(row(granted).incarnation()).isEqualTo(7);
    }

    @Test
    void agentGetsAsManyUnitsAsItHasSlotsFor() {
        long session = bench.scan(terms(1, 8, 0, 0)).hello("a", 1, 3);

        assertThat(bench.lines.grants(session)).hasSize(3);

        bench.result("a", bench.lines.grants(session).getFirst().lease());

        assertThat(bench.lines.grants(session)).hasSize(4);
    }

    @Test
    void unitsAreHandedOutInThePlansOrder() {
        ScanTerms terms = terms(1, 4, 0, 0);
        long session = bench.scan(terms).hello("a", 1, 8);

        assertThat(bench.lines.grants(session).stream().map(grant -> grant.lease().unit().unit()))
                .containsExactly(unitsAt(terms));
    }

    private static Long[] unitsAt(ScanTerms terms) {
        Long[] units = new Long[(int) terms.plan().unitCount()];
        for (int i = 0; i < units.length; i++) {
            units[i] = terms.plan().unitAt(i);
        }
        return units;
    }

    @Test
    void scansOfOneSegmentTakeTurnsByPriority() {
        bench.scan(Bench.prioritised(terms(1, 64, 0, 0), 75)).scan(Bench.prioritised(terms(2, 64, 0, 0), 25));

        long session = bench.hello("a", 1, 40);

        assertThat(bench.lines.grants(session).stream()
                        .filter(grant -> grant.lease().unit().scanId() == 1)
                        .count())
                .isBetween(29L, 31L);
    }

    @Test
    void agentsGetOnlyUnitsOfTheirSegment() {
        bench.scan(terms(1, 2, 0, 0), 1, 2);

        long session = bench.hello("b", 2, 1, 9);

        assertThat(bench.lines.grants(session)).hasSize(4).allMatch(g -> g.lease().unit().segmentId() == 2);
    }

    @Test
    void planOfABillionUnitsIsNotHeldInMemory() {
        ScanTerms small = terms(1, 1, 0, 0);
        ScanTerms wide = new ScanTerms(
                1,
                Plan.of(
                        AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 8)),
                        PortSet.of(new PortRange(1, 65_535)),
                        PortSet.EMPTY,
                        new UnitShape(16, 16, 16, 16),
                        3),
                small.settings(),
                50,
                0,
                0,
                0,
                AddressSet.EMPTY);

        bench.scan(wide).hello("a", 1, 5);

        assertThat(Objects.requireNonNull(bench.table.board().segment(1, Bench.SEGMENT)).units).hasSize(5);
        assertThat(bench.store.rows).hasSize(5);
    }

    @Test
    void failedLeaseWriteLosesNoUnit() {
        bench.scan(terms(1, 1, 0, 0));
        bench.store.failures = 1;

        long session = bench.hello("a", 1, 2);

        assertThat(bench.pass(1).lines.grants(session)).hasSize(2);
    }

    @Test
    void leaseWriteThatFailedOnlyByItsAnswerIsTakenUpAgain() {
        bench.scan(terms(1, 1, 0, 0));
        bench.store.failures = 1;
        bench.store.failuresTookEffect = true;

        long session = bench.hello("a", 1, 2);
        bench.passBeating(30, session, 2);

        assertThat(bench.lines.grants(session)).hasSize(2).allMatch(g -> g.lease().epoch().count() == 2);
    }

    // leased → done

    @Test
    void committedResultEndsTheUnitAndTheLastOneTheScan() {
        bench.scan(terms(1, 1, 0, 0));
        long session = bench.hello("a", 1, 2);

        assertThat(bench.result("a", bench.lines.grants(session).get(0).lease())).isEqualTo(Verdict.VERDICT_APPLIED);
        assertThat(bench.resting).isEmpty();
        assertThat(bench.result("a", bench.lines.grants(session).get(1).lease())).isEqualTo(Verdict.VERDICT_APPLIED);
        assertThat(bench.resting).containsExactly(1L);
        assertThat(bench.withdrawn).isEmpty();
    }

    @Test
    void sameResultAgainIsAcknowledgedAgain() {
        LeaseId id = bench.lastGrant(bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1));
        bench.result("a", id);

        assertThat(bench.result("a", id)).isEqualTo(Verdict.VERDICT_ALREADY_APPLIED);
        assertThat(bench.store.applied.get(id.unit())).isEqualTo(1);
    }

    @Test
    void untrustedResultSendsTheUnitBackOnce() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId first = bench.lastGrant(session);

        assertThat(bench.result("a", first, true)).isEqualTo(Verdict.VERDICT_SUPERSEDED);

        LeaseId second = bench.lastGrant(session);
        assertThat(second.unit()).isEqualTo(first.unit());
        assertThat(row(second).rerun()).isTrue();
        assertThat(bench.withdrawn).containsExactly(first);
        assertThat(bench.result("a", second, true)).isEqualTo(Verdict.VERDICT_APPLIED);
    }

    @Test
    void refusedResultGoesBackAndThatAgentWaits() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId first = bench.lastGrant(session);

        Verdict verdict = bench.send(new ModelStore.Result("a", first, AddressSet.EMPTY, false, false));

        assertThat(verdict).isEqualTo(Verdict.VERDICT_REFUSED);
        assertThat(row(first).state()).isEqualTo(UnitState.PENDING);
    }

    // leased → pending: hand-back

    @Test
    void handedBackUnitStaysAwayFromThatAgentForASecond() {
        ScanTerms terms = terms(1, 1, 0, 0);
        long session = bench.scan(terms).hello("a", 1, 2);
        bench.result("a", bench.lines.grants(session).get(1).lease());
        LeaseId id = bench.lines.grants(session).get(0).lease();

        bench.hello("b", 5, 0);
        bench.handBack(session, id, Reason.LOCAL_ROUTE);

        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).reason()).isEqualTo(Reason.LOCAL_ROUTE);
        assertThat(bench.lines.grants(session)).hasSize(2);
        assertThat(bench.table.view(0, 0).segments().getFirst().stalled()).contains("local-route");
        assertThat(bench.pass(1.5).lines.grants(session)).hasSize(3);
    }

    @Test
    void otherAgentTakesAHandedBackUnitAtOnce() {
        long a = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(a);
        bench.handBack(a, id, Reason.LOCAL_FIREWALL);

        long b = bench.hello("b", 2, 1);

        assertThat(bench.onlyGrant(b).unit()).isEqualTo(id.unit());
    }

    @Test
    void unitThatEveryAgentRefusedTwiceIsSettledAsUnknown() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 2);
        bench.result("a", bench.lines.grants(session).get(1).lease());
        LeaseId first = bench.lines.grants(session).get(0).lease();

        bench.handBack(session, first, Reason.LOCAL_ROUTE).pass(2);
        LeaseId second = bench.lastGrant(session);
        bench.handBack(session, second, Reason.LOCAL_ROUTE);

        assertThat(second.unit()).isEqualTo(first.unit());
        assertThat(bench.store.edges).contains("settled unknown/local-route");
        assertThat(bench.withdrawn).contains(second);
        assertThat(bench.resting).containsExactly(1L);
    }

    @Test
    void unitThatOneAgentRefusedIsGivenUpAfterFiveMinutes() {
        long a = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(a);
        bench.hello("idle", 2, 0);
        bench.handBack(a, id, Reason.LOCAL_LINK).end(a);

        bench.pass(299);
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);

        bench.pass(2);
        assertThat(row(id).state()).isEqualTo(UnitState.DONE);
        assertThat(bench.store.edges).contains("settled unknown/local-link");
    }

    @Test
    void policySettlesAsNotProbed() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.lastGrant(session);

        bench.handBack(session, id, Reason.POLICY);

        assertThat(row(id).state()).isEqualTo(UnitState.DONE);
        assertThat(bench.store.edges).contains("settled not-probed/policy");
    }

    @Test
    void drainedUnitIsNotHeldAgainstTheAgent() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.lastGrant(session);

        bench.handBack(session, id, null);

        assertThat(bench.lastGrant(session).unit()).isEqualTo(id.unit());
        assertThat(bench.lastGrant(session).epoch()).isEqualTo(new Epoch(1, 2));
    }

    @Test
    void hostsOfPartialResultsAreNotGrantedAgain() {
        ScanTerms wide = terms(1, 1, 0, 0);
        bench.scan(wide);
        long session = bench.hello("a", 1, 1);
        LeaseId id = bench.lastGrant(session);
        AddressSet all = wide.addressesOf(id.unit().unit());

        bench.send(new ModelStore.Result("a", id, all, true, false));
        bench.handBack(session, id, null);

        assertThat(row(id).state()).as("nothing was left, so it is settled").isEqualTo(UnitState.DONE);
    }

    @Test
    void agentThatHandsEverythingBackRestsFromAllScansForLongerAndLonger() {
        bench.scan(terms(1, 64, 0, 0)).scan(terms(2, 64, 0, 0));
        long session = bench.hello("a", 1, 1);
        for (int i = 0; i < 4; i++) {
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_OTHER);
        }
        assertThat(bench.lines.grants(session)).extracting(grant -> grant.lease().unit().scanId()).contains(1L, 2L);

        for (double rest : new double[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            int before = bench.lines.grants(session).size();
            bench.passBeating(rest - 0.25, session, 1);
            assertThat(bench.lines.grants(session)).as("within %s s", rest).hasSize(before);
            assertThat(bench.table.view(bench.store.nowNanos, 0).segments().getFirst().stalled()).contains("rests");
            bench.beat(session, 1).pass(0.5);
            assertThat(bench.lines.grants(session)).as("after %s s", rest).hasSize(before + 1);
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_OTHER);
        }
    }

    @Test
    void agentWhoseResultIsAppliedDoesNotRest() {
        bench.scan(terms(1, 64, 0, 0));
        long session = bench.hello("a", 1, 1);

        for (int i = 0; i < 20; i++) {
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_ROUTE);
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_ROUTE);
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_ROUTE);
            bench.result("a", bench.lastGrant(session));
        }

        assertThat(bench.lines.grants(session)).hasSize(81);
    }

    @Test
    void restartedAgentDoesNotRest() {
        bench.scan(terms(1, 64, 0, 0));
        long session = bench.hello("a", 1, 1);
        for (int i = 0; i < 4; i++) {
            bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_OTHER);
        }
        bench.end(session);

        assertThat(bench.lines.grants(bench.hello("a", 2, 1))).hasSize(1);
    }

    @Test
    void resumedScanForgetsWhoHandedItsUnitsBack() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 2);
        bench.result("a", bench.lines.grants(session).get(1).lease());
        bench.handBack(session, bench.lines.grants(session).get(0).lease(), Reason.LOCAL_ROUTE);
        assertThat(bench.lines.grants(session)).hasSize(2);

        bench.table.pause(1, bench.store.nowNanos);
        bench.table.resume(1, bench.store.nowNanos);
        bench.settle();

        assertThat(bench.lines.grants(session)).hasSize(3);
    }

    // leased → pending: silence and loss

    @Test
    void leaseThatIsNotRenewedReturnsTwoSecondsAfterItsTtl() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.pass(21.5);
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);

        bench.beat(session, 0).pass(1);
        assertThat(row(id).state()).as("the beat did not list it").isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isZero();
        assertThat(bench.withdrawn).containsExactly(id);
    }

    @Test
    void agentThatIsSilentForTooLongIsTakenForGone() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);

        bench.pass(21.5);
        assertThat(bench.lines.all(HeardLines.Cut.class)).isEmpty();

        bench.pass(1);
        assertThat(bench.lines.all(HeardLines.Cut.class)).containsExactly(new HeardLines.Cut(session));
        assertThat(bench.table.board().serving(Bench.SEGMENT)).isEmpty();
    }

    @Test
    void renewedLeaseLives() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.passBeating(120, session, 0, id);

        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);
        assertThat(bench.lines.all(HeardLines.Renewed.class)).allMatch(word -> word.leases().equals(List.of(id)));
    }

    @Test
    void resultOnItsWayKeepsTheLease() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.table.resultArrived(id);

        bench.pass(60);

        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);
    }

    @Test
    void leasesOfALostStreamReturnAfterFiveSeconds() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.passBeating(30, session, 0, id).end(session);

        bench.pass(4.5);
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);

        bench.pass(1);
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
    }

    @Test
    void reattachedAgentKeepsWhatItHolds() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.end(session).pass(4);

        bench.hello("a", 1, 0, id);
        bench.pass(10);

        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);
        assertThat(bench.lines.all(HeardLines.Welcomed.class).toList().getLast().kept()).containsExactly(id);
    }

    @Test
    void agentThatComesBackWithoutALeaseLosesItAtOnce() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.end(session);

        bench.hello("a", 1, 0);

        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isZero();
    }

    @Test
    void newIncarnationTakesTheLeasesBackAndCountsAnAttempt() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.end(session);

        bench.hello("a", 2, 0);

        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isEqualTo(1);
    }

    @Test
    void cutCableCountsNoAttemptButALostAgentDoes() {
        long a = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(a);
        bench.end(a).pass(25);
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isZero();

        bench.pass(60);
        assertThat(row(id).attempts()).as("gone for a minute").isEqualTo(1);
    }

    @Test
    void leaseThatRanOutCountsOnceItsAgentIsKnownToBeRestarted() {
        long a = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(a);
        bench.end(a).pass(25);
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);

        bench.hello("a", 2, 0);

        assertThat(row(id).attempts()).isEqualTo(1);
    }

    @Test
    void unitMovesOnWhenTheStoreFailsAtFirst() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.store.failures = 2;

        bench.end(session).pass(22);

        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
    }

    // pending → quarantined, and back

    private LeaseId loseThreeTimes() {
        bench.scan(terms(1, 1, 0, 0));
        long session = bench.hello("a", 1, 2);
        bench.result("a", bench.lines.grants(session).get(1).lease());
        LeaseId id = bench.lines.grants(session).get(0).lease();
        for (int incarnation = 2; incarnation <= 4; incarnation++) {
            bench.end(session);
            session = bench.hello("a", incarnation, 1);
        }
        return id;
    }

    @Test
    void unitThatThreeIncarnationsWereLostWithIsQuarantined() {
        LeaseId id = loseThreeTimes();

        assertThat(row(id).state()).isEqualTo(UnitState.QUARANTINED);
        assertThat(row(id).attempts()).isEqualTo(3);
        assertThat(bench.resting).containsExactly(1L);
        assertThat(bench.journal).anyMatch(line -> line.contains("quarantined") && line.contains("retry"));
    }

    @Test
    void retriedUnitIsPendingAgain() {
        LeaseId id = loseThreeTimes();
        bench.store.retry(1);

        bench.restart().pass(1);
        long session = bench.hello("b", 1, 1);

        assertThat(bench.onlyGrant(session).unit()).isEqualTo(id.unit());
        assertThat(row(id).attempts()).isZero();
    }

    @Test
    void thirdAttemptGoesToAnotherAgentIfThereIsOne() {
        long a = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(a);
        bench.end(a);
        a = bench.hello("a", 2, 1);
        assertThat(bench.lastGrant(a).unit()).isEqualTo(id.unit());
        long b = bench.hello("b", 9, 1);
        LeaseId other = bench.onlyGrant(b);
        bench.end(a);

        a = bench.hello("a", 3, 1);
        assertThat(bench.lines.grants(a)).isEmpty();

        bench.result("b", other);
        assertThat(bench.lastGrant(b).unit()).isEqualTo(id.unit());
    }

    @Test
    void scanIsNotTakenForEndedWhileItsRowsAreRead() {
        LeaseId id = loseThreeTimes();
        UnitRow quarantined = row(id);
        UnitRow other = bench.store.rows.values().stream()
                .filter(row -> !row.key().equals(id.unit()))
                .findFirst()
                .orElseThrow();
        bench.store.rows.put(other.key(), ModelStore.with(other, UnitState.PENDING, false));
        bench.resting.clear();

        bench.restart();

        assertThat(quarantined.state()).isEqualTo(UnitState.QUARANTINED);
        assertThat(bench.resting).isEmpty();
        assertThat(bench.table.knows(1)).isTrue();
    }

    // the operator

    @Test
    void pauseRevokesAndPutsUnitsBackWithoutAnAttempt() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.table.pause(1, 0);
        bench.settle();

        assertThat(bench.lines.all(HeardLines.Revoked.class))
                .containsExactly(new HeardLines.Revoked(session, id, Revoke.Cause.CAUSE_PAUSED));
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isZero();
        assertThat(bench.result("a", id)).isEqualTo(Verdict.VERDICT_SUPERSEDED);

        bench.table.resume(1, 0);
        bench.settle();
        assertThat(bench.lastGrant(session).unit()).isEqualTo(id.unit());
    }

    @Test
    void heldScanIsTakenBackAndGoesOnOnceItIsNotHeld() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.held.put(1L, "All probing is stopped.");
        TakenBack taken = bench.table.look(0);
        assertThat(bench.lines.all(HeardLines.Revoked.class)).as("before the store is heard")
                .containsExactly(new HeardLines.Revoked(session, id, Revoke.Cause.CAUSE_PAUSED));
        assertThat(taken).isEqualTo(new TakenBack(1, 1, List.of()));
        bench.settle();
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        assertThat(row(id).attempts()).isZero();
        assertThat(bench.table.view(0, 0).segments().getFirst().stalled()).isEqualTo("All probing is stopped.");
        assertThat(bench.table.look(0)).isEqualTo(TakenBack.NOTHING);
        bench.pass(30);
        assertThat(bench.lines.grants(session)).hasSize(1);

        bench.held.clear();
        bench.table.look(0);
        bench.settle();
        assertThat(bench.lastGrant(session).unit()).isEqualTo(id.unit());
    }

    @Test
    void editedHoursHoldForWhatIsLeasedAlready() {
        ScanTerms terms = terms(1, 1, 0, 0);
        long session = bench.scan(terms).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        Hours nights = Hours.parse(List.of("22:00-06:00"), List.of(), ZoneOffset.UTC);

        bench.table.edit(Bench.permitted(terms, new Permit("", 0, List.of(nights))), bench.store.nowNanos);
        bench.settle();

        assertThat(bench.lines.all(HeardLines.Revoked.class))
                .containsExactly(new HeardLines.Revoked(session, id, Revoke.Cause.CAUSE_SUPERSEDED));
        assertThat(row(id).attempts()).isZero();
        GrantedUnit again = bench.lines.grants(session).getLast();
        assertThat(again.lease().unit()).isEqualTo(id.unit());
        assertThat(again.terms().permit().hours()).containsExactly(nights);
    }

    @Test
    void heldScanLeasesNothingAndRecoversNothingAfterARestart() {
        long session = bench.scan(terms(1, 2, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.held.put(1L, "Outside of its hours.");
        bench.restart();

        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
        long again = bench.hello("a", 1, 4);
        bench.pass(3);
        assertThat(bench.lines.grants(again)).isEmpty();
    }

    @Test
    void leaseThatIsBeingWrittenWhenAScanIsHeldIsNeverGranted() {
        bench.scan(terms(1, 1, 0, 0));
        long session = bench.helloUnsettled("a", 1, 1);

        bench.held.put(1L, "All probing is stopped.");
        bench.table.look(0);
        bench.settle();

        assertThat(bench.lines.grants(session)).isEmpty();
        assertThat(bench.store.rows.values()).allMatch(row -> row.state() == UnitState.PENDING);
    }

    @Test
    void agentThatCannotBeToldOfAHoldIsNamed() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        bench.onlyGrant(session);
        bench.table.ended(session, 0);

        bench.held.put(1L, "All probing is stopped.");

        assertThat(bench.table.look(0)).isEqualTo(new TakenBack(1, 0, List.of("a")));
    }

    @Test
    void unitsThatTheStoreDoesNotLeaseForAPausedScanAreLeasedLater() {
        ModelStore.StoredScan scan = bench.store.scan(terms(1, 2, 0, 0), Bench.SEGMENT);
        bench.table.addScan(scan.terms, false, scan.starts(), List.of(), 0);
        scan.paused = true;
        long session = bench.hello("a", 1, 4);

        bench.pass(3);
        assertThat(bench.lines.grants(session)).isEmpty();
        assertThat(bench.store.rows).isEmpty();

        bench.table.pause(1, bench.store.nowNanos);
        scan.paused = false;
        bench.table.resume(1, bench.store.nowNanos);
        assertThat(bench.pass(1).lines.grants(session)).hasSize(4);
    }

    @Test
    void cancelRevokesAndLateResultsAreAnsweredCancelled() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.store.cancel(1);
        bench.table.cancel(1, 0);
        bench.settle();

        assertThat(bench.lines.all(HeardLines.Revoked.class))
                .containsExactly(new HeardLines.Revoked(session, id, Revoke.Cause.CAUSE_CANCELLED));
        assertThat(bench.result("a", id)).isEqualTo(Verdict.VERDICT_CANCELLED);
        assertThat(bench.table.knows(1)).isFalse();
    }

    @Test
    void cancelMovesRowsThatTheOperatorsWriteLeftOpen() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        bench.table.cancel(1, 0);
        bench.settle();

        assertThat(row(id).state()).isEqualTo(UnitState.CANCELLED);
    }

    @Test
    void exclusionsReachAgentsThatHoldUnitsOfTheScan() {
        ScanTerms terms = terms(1, 1, 0, 0);
        long session = bench.scan(terms).hello("a", 1, 1);
        bench.hello("b", 1, 0);

        bench.table.edit(excluding(terms, 1, "10.0.0.0"), 0);

        assertThat(bench.lines.all(HeardLines.Excluded.class))
                .containsExactly(new HeardLines.Excluded(
                        session, 1, 1, AddressSet.of(AddressRange.of(Address.parse("10.0.0.0")))));
    }

    @Test
    void unitThatIsExcludedAltogetherIsSettledWithoutAnAgent() {
        ScanTerms terms = terms(1, 2, 0, 0);
        bench.scan(excluding(terms, 1, "10.0.0.1"));

        long session = bench.hello("a", 1, 9);

        assertThat(bench.lines.grants(session))
                .hasSize(2)
                .allMatch(grant -> !grant.addresses().contains(Address.parse("10.0.0.1")));
        assertThat(bench.store.edges).contains("settled not-probed/excluded");
        assertThat(bench.store.applied).hasSize(2);
    }

    // after a restart

    @Test
    void restartedCoordinatorLetsAgentsKeepWhatTheyHold() {
        LeaseId id = bench.onlyGrant(bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1));

        bench.pass(10).restart().pass(19);
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);

        bench.hello("a", 1, 0, id);
        assertThat(bench.lines.all(HeardLines.Welcomed.class).toList().getLast().kept()).containsExactly(id);
        bench.pass(19);
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);
    }

    @Test
    void afterARestartNothingExpiresBeforeATtl() {
        LeaseId id = bench.onlyGrant(bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1));
        bench.pass(15).restart();
        bench.end(bench.hello("a", 1, 0, id));

        bench.pass(19);
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);

        bench.pass(4);
        assertThat(row(id).state()).isEqualTo(UnitState.PENDING);
    }

    @Test
    void leaseOfAnotherEpochIsNotKept() {
        LeaseId id = bench.onlyGrant(bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1));
        bench.restart();

        bench.hello("a", 1, 0, new LeaseId(id.unit(), new Epoch(1, 9)));

        assertThat(bench.lines.all(HeardLines.Welcomed.class).toList().getLast().kept()).isEmpty();
        assertThat(row(id).epoch()).as("it went back, and out again").isEqualTo(new Epoch(1, 2));
    }

    @Test
    void restartedCoordinatorCutsARateByTheLeasesThereWere() {
        long session = bench.scan(terms(1, 4, 10, 0), 1, 2).hello("a", 1, 2);
        long other = bench.hello("b", 2, 1, 1);
        bench.beat(session, 0, ids(bench.lines.grants(session))).pass(1);
        LeaseId[] a = ids(bench.lines.grants(session));
        LeaseId b = bench.onlyGrant(other);

        bench.restart();
        assertThat(shares(1)).containsExactlyInAnyOrder(4L, 3L, 3L);

        bench.hello("a", 1, 0, a);
        bench.hello("b", 2, 1, 0, b);
        assertThat(bench.lines.all(HeardLines.Welcomed.class))
                .flatExtracting(HeardLines.Welcomed::kept)
                .containsExactlyInAnyOrder(a[0], a[1], b);
        assertThat(bench.lines.all(HeardLines.Shared.class)).hasSize(3);
    }

    private static LeaseId[] ids(List<GrantedUnit> grants) {
        return grants.stream().map(GrantedUnit::lease).toArray(LeaseId[]::new);
    }

    // identity

    @Test
    void secondLiveIncarnationIsRefusedUntilTheFirstIsSilent() {
        long first = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        long second = bench.hello("a", 2, 1);

        assertThat(bench.lines.all(HeardLines.TurnedAway.class).toList().getFirst().session()).isEqualTo(second);
        assertThat(bench.lines.all(HeardLines.TurnedAway.class).toList().getFirst().cause())
                .isEqualTo(Refused.Cause.CAUSE_DUPLICATE_IDENTITY);

        bench.pass(21);
        long third = bench.hello("a", 2, 1);
        assertThat(bench.lines.all(HeardLines.Cut.class)).containsExactly(new HeardLines.Cut(first));
        assertThat(bench.lines.grants(third)).hasSize(1);
    }

    @Test
    void newerStreamOfTheSameIncarnationReplacesTheOlder() {
        long first = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(first);

        long second = bench.hello("a", 1, 0, id);
        bench.end(first).pass(10);

        assertThat(bench.lines.all(HeardLines.Cut.class)).containsExactly(new HeardLines.Cut(first));
        assertThat(row(id).state()).isEqualTo(UnitState.LEASED);
        assertThat(second).isNotEqualTo(first);
    }

    // rates

    @Test
    void sharesOfARateCapNeverExceedIt() {
        bench.scan(terms(1, 8, 10, 0));
        long a = bench.hello("a", 1, 4);
        long b = bench.hello("b", 1, 4);

        List<GrantedUnit> grants = new ArrayList<>(bench.lines.grants(a));
        grants.addAll(bench.lines.grants(b));

        assertThat(grants.stream().mapToLong(grant -> grant.share().maxPps()).sum()).isLessThanOrEqualTo(10);
        assertThat(grants).isNotEmpty().allMatch(grant -> grant.share().maxPps() >= 1);
    }

    @Test
    void rateCapIsCutByTheUnitsLeftAndNotByPlaces() {
        long session = bench.scan(terms(1, 1, 1001, 0)).hello("a", 1, 32);

        List<GrantedUnit> grants = bench.lines.grants(session);
        assertThat(grants).extracting(grant -> grant.share().maxPps()).containsExactly(501L, 500L);

        bench.result("a", grants.get(1).lease());
        bench.pass(1);

        assertThat(bench.lines.all(HeardLines.Shared.class).toList())
                .containsExactly(new HeardLines.Shared(session, grants.get(0).lease(), new Share(1001, 0, 1)));
    }

    @Test
    void placesOfAllSegmentsShareARateCapToTheLastProbe() {
        bench.scan(terms(1, 1, 11, 0), 1, 2);
        long a = bench.hello("a", 1, 1, 8);
        long b = bench.hello("b", 2, 1, 1);
        bench.beat(a, 6, bench.lines.grants(a).get(0).lease(), bench.lines.grants(a).get(1).lease());
        bench.beat(b, 0, bench.onlyGrant(b)).pass(2);

        assertThat(shares(1)).containsExactlyInAnyOrder(4L, 4L, 3L);
    }

    @Test
    void scansOfAScopeShareItsRate() {
        bench.scan(under("plant", 10, terms(1, 8, 0, 0)));
        long session = bench.hello("a", 1, 4);
        assertThat(shares(1)).containsExactlyInAnyOrder(3L, 3L, 2L, 2L);

        bench.scan(under("plant", 10, terms(2, 8, 2, 0)));
        long other = bench.hello("b", 1, 4);
        bench.beat(session, 0, ids(bench.lines.grants(session))).beat(other, 4).pass(2);
        assertThat(sum(1)).as("two of ten are the most that the second may use").isEqualTo(8);
        assertThat(shares(2)).containsExactlyInAnyOrder(1L, 1L);

        bench.table.pause(1, bench.store.nowNanos);
        bench.pass(2);
        assertThat(sum(2)).as("its own cap holds").isEqualTo(2);
    }

    @Test
    void scanWithoutAPlaceUnderAFullScopeGetsOneWhenAnotherEnds() {
        bench.scan(under("plant", 1, terms(1, 1, 0, 0)));
        long session = bench.hello("a", 1, 4);
        bench.scan(under("plant", 1, terms(2, 1, 0, 0)));
        assertThat(shares(1)).containsExactly(1L);
        assertThat(shares(2)).isEmpty();

        bench.table.cancel(1, bench.store.nowNanos);
        bench.beat(session, 4).pass(2);
        assertThat(shares(2)).containsExactly(1L);
    }

    @Test
    void scopesOfOtherNamesHaveRatesOfTheirOwn() {
        bench.scan(under("plant", 10, terms(1, 1, 0, 0))).scan(under("office", 20, terms(2, 1, 0, 0)));
        bench.hello("a", 1, 4);

        assertThat(sum(1)).isEqualTo(10);
        assertThat(sum(2)).isEqualTo(20);
    }

    @Test
    void restartedCoordinatorCutsAScopesRateByTheScansThereWere() {
        bench.scan(under("plant", 10, terms(1, 4, 0, 0))).scan(under("plant", 10, terms(2, 4, 0, 0)));
        long session = bench.hello("a", 1, 2);
        LeaseId[] held = ids(bench.lines.grants(session));
        bench.beat(session, 0, held).pass(1);

        bench.restart();
        assertThat(sum(1) + sum(2)).isEqualTo(10);
        bench.hello("a", 1, 0, held);

        assertThat(bench.lines.all(HeardLines.Welcomed.class).flatMap(word -> word.kept().stream()))
                .containsExactlyInAnyOrder(held);
    }

    private long sum(long scanId) {
        return shares(scanId).stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void placesThatAnotherScanFillsDoNotCutARate() {
        bench.scan(terms(2, 4, 0, 0));
        long session = bench.hello("a", 1, 2);
        bench.scan(terms(1, 4, 10, 0));

        bench.result("a", bench.lines.grants(session).get(0).lease());

        assertThat(shares(1)).containsExactly(10L);
    }

    private List<Long> shares(long scanId) {
        return Objects.requireNonNull(bench.table.board().scans.get(scanId)).leases.stream()
                .map(lease -> lease.share.maxPps())
                .toList();
    }

    @Test
    void cutShareIsGivenToAnotherOnlyWhenItsAgentHasHeardOfIt() {
        long a = bench.scan(terms(1, 4, 10, 0)).hello("a", 1, 1);
        LeaseId first = bench.onlyGrant(a);
        assertThat(shares(1)).containsExactly(10L);

        long b = bench.hello("b", 2, 1);
        assertThat(bench.lines.all(HeardLines.Shared.class).toList())
                .containsExactly(new HeardLines.Shared(a, first, new Share(5, 0, 1)));
        assertThat(bench.lines.grants(b)).isEmpty();

        bench.beatBeforeHearing(a, 0, first);
        assertThat(bench.lines.grants(b)).isEmpty();

        bench.beat(a, 0, first);
        assertThat(bench.lines.grants(b)).hasSize(1).allMatch(grant -> grant.share().maxPps() == 5);
    }

    @Test
    void shareThatWasCutWhileItsAgentWasAwayIsToldWhenItIsBack() {
        long a = bench.scan(terms(1, 4, 10, 0)).hello("a", 1, 1);
        LeaseId first = bench.onlyGrant(a);
        bench.end(a);

        long b = bench.hello("b", 2, 1);
        long again = bench.hello("a", 1, 0, first);

        assertThat(bench.lines.all(HeardLines.Shared.class).toList())
                .containsExactly(new HeardLines.Shared(again, first, new Share(5, 0, 1)));
        assertThat(bench.lines.grants(b)).isEmpty();
        bench.beat(again, 0, first);
        assertThat(bench.lines.grants(b)).hasSize(1);
    }

    @Test
    void segmentsProgressTogetherUnderALowRate() {
        bench.scan(terms(1, 8, 1, 0), 1, 2);
        long a = bench.hello("a", 1, 1, 4);
        long b = bench.hello("b", 2, 1, 4);

        for (int i = 0; i < 10; i++) {
            LeaseId id = Objects.requireNonNull(bench.table.board().scans.get(1L)).leases.iterator().next().id;
            bench.result(id.unit().segmentId() == 1 ? "a" : "b", id);
        }

        assertThat(bench.lines.grants(a)).hasSize(6);
        assertThat(bench.lines.grants(b)).hasSize(5);
    }

    @Test
    void segmentThatCannotUseItsTurnLeavesItToTheOthers() {
        bench.scan(terms(1, 1, 1, 0), 1, 2);
        long a = bench.hello("a", 1, 1, 4);
        long b = bench.hello("b", 2, 1, 4);
        bench.handBack(a, bench.onlyGrant(a), Reason.LOCAL_ROUTE);
        bench.handBack(b, bench.lastGrant(b), Reason.LOCAL_ROUTE);

        for (int i = 0; i < 2; i++) {
            LeaseId id = Objects.requireNonNull(bench.table.board().scans.get(1L)).leases.iterator().next().id;
            bench.handBack(id.unit().segmentId() == 1 ? a : b, id, Reason.LOCAL_ROUTE);
        }

        assertThat(bench.lines.grants(a)).hasSize(2);
        assertThat(bench.lines.grants(b)).hasSize(2);
    }

    @Test
    void unitWaitsUntilALeaseReturnsItsShare() {
        long session = bench.scan(terms(1, 4, 2, 0)).hello("a", 1, 5);
        assertThat(bench.lines.grants(session)).hasSize(2);

        bench.result("a", bench.lines.grants(session).getFirst().lease());

        assertThat(bench.lines.grants(session)).hasSize(3);
    }

    @Test
    void hostsWithACapAreProbedByOneLeaseOfASegmentAtATime() {
        ScanTerms terms = terms(1, 2, 0, 3);
        long session = bench.scan(terms).hello("a", 1, 8);

        List<GrantedUnit> grants = bench.lines.grants(session);
        assertThat(grants).hasSize(2);
        assertThat(grants.get(0).addresses()).isNotEqualTo(grants.get(1).addresses());
        assertThat(grants).allMatch(grant -> grant.share().hostPps() == 3);

        bench.result("a", grants.get(0).lease());
        assertThat(bench.lastGrant(session).unit()).isNotEqualTo(grants.get(1).lease().unit());
        assertThat(bench.lines.grants(session)).hasSize(3);
    }

    @Test
    void segmentsShareAHostsCap() {
        bench.scan(terms(1, 1, 0, 4), 1, 2);

        long a = bench.hello("a", 1, 1, 4);
        long b = bench.hello("b", 2, 1, 4);

        assertThat(bench.lines.grants(a).getFirst().share().hostPps()).isEqualTo(2);
        assertThat(bench.lines.grants(b).getFirst().share().hostPps()).isEqualTo(2);
    }

    @Test
    void anotherScansCapHoldsOnTheSameHosts() {
        bench.scan(terms(1, 1, 0, 5)).scan(terms(2, 1, 0, 0));

        long session = bench.hello("a", 1, 8);

        assertThat(bench.lines.grants(session)).hasSize(1);
    }

    @Test
    void fragileHostsHaveOneLeaseAtATime() {
        ScanTerms fragile = terms(1, 1, 0, 0, Profile.PROFILE_FRAGILE);
        bench.scan(fragile, 1, 2);

        bench.hello("a", 1, 1, 4);
        bench.hello("b", 2, 1, 4);

        assertThat(bench.lines.all(HeardLines.Granted.class))
                .hasSize(1)
                .allMatch(word -> word.grant().share().hostPps() == 5);
    }

    @Test
    void noOtherScanTouchesAFragileHostMeanwhile() {
        bench.scan(terms(1, 1, 0, 0, Profile.PROFILE_FRAGILE));
        bench.scan(terms(2, 1, 0, 3));
        bench.scan(terms(3, 1, 0, 0));
        long a = bench.hello("a", 1, 4);
        LeaseId fragile = bench.onlyGrant(a);
        assertThat(fragile.unit().scanId()).isEqualTo(1);

        bench.table.edit(terms(2, 1, 0, 10), 0);
        bench.beat(a, 3, fragile);
        assertThat(bench.lines.grants(a)).hasSize(1);

        bench.result("a", fragile);
        assertThat(bench.lines.grants(a)).hasSizeGreaterThan(1);
    }

    @Test
    void editedRateReachesLiveLeases() {
        ScanTerms terms = terms(1, 4, 8, 0);
        long session = bench.scan(terms).hello("a", 1, 4);

        bench.table.edit(terms(1, 4, 4, 0), 0);

        assertThat(bench.lines.all(HeardLines.Shared.class))
                .hasSize(4)
                .allMatch(word -> word.session() == session && word.share().maxPps() == 1);
    }

    // what the operator sees

    // discovery

    @Test
    void portUnitsComeAfterTheDiscoveryOfTheirHostsWithTheLiveOnesOnly() {
        ScanTerms terms = Bench.discovering(1, 6);
        Plan plan = terms.plan();
        long session = bench.scan(terms).hello("a", 1, 99);
        List<GrantedUnit> first = bench.lines.grants(session);
        assertThat(first).hasSize(2).allMatch(grant -> plan.isDiscovery(grant.lease().unit().unit()));

        bench.live("a", first.get(0).lease(), "10.0.0.1");
        bench.live("a", first.get(1).lease(), "10.0.0.3", "10.0.0.5");

        AddressSet live = AddressSet.of(AddressRange.of(Address.parse("10.0.0.1")))
                .union(AddressSet.of(AddressRange.of(Address.parse("10.0.0.3"))))
                .union(AddressSet.of(AddressRange.of(Address.parse("10.0.0.5"))));
        List<GrantedUnit> ports = bench.lines.grants(session).stream().skip(2).toList();
        assertThat(ports).isNotEmpty().allMatch(grant -> !plan.isDiscovery(grant.lease().unit().unit()));
        assertThat(ports.stream().map(GrantedUnit::addresses).reduce(AddressSet.EMPTY, AddressSet::union))
                .isEqualTo(live);
        assertThat(ports).allMatch(GrantedUnit::liveKnown);

        ports.forEach(grant -> bench.result("a", grant.lease()));

        assertThat(bench.resting).contains(1L);
        assertThat(bench.store.unfinished(1, Bench.SEGMENT)).isEmpty();
    }

    @Test
    void unitWaitsForAllDiscoveryOfItsHostsAndOthersGoOn() {
        ScanTerms terms = Bench.discovering(1, 6);
        long session = bench.scan(terms).hello("a", 1, 99);
        List<GrantedUnit> first = bench.lines.grants(session);

        bench.live("a", first.get(0).lease(), "10.0.0.0", "10.0.0.1", "10.0.0.2");

        List<GrantedUnit> ports = bench.lines.grants(session).stream().skip(2).toList();
        assertThat(ports).allMatch(grant -> terms.plan().discoveryOf(grant.lease().unit().unit()).orElseThrow().end()
                == first.get(0).lease().unit().unit() + 1);
    }

    @Test
    void scanWhoseHostsAreAllDownEndsWithoutAPortUnit() {
        ScanTerms terms = Bench.discovering(1, 300);
        long session = bench.scan(terms).hello("a", 1, 999);

        bench.lines.grants(session).forEach(grant -> bench.live("a", grant.lease()));
        bench.end(session);

        assertThat(bench.lines.grants(session))
                .allMatch(grant -> terms.plan().isDiscovery(grant.lease().unit().unit()));
        assertThat(bench.resting).contains(1L);
        assertThat(bench.store.rows.keySet()).allMatch(key -> terms.plan().isDiscovery(key.unit())
                || bench.store.state(key) == UnitState.DONE);
        assertThat(bench.store.unfinished(1, Bench.SEGMENT)).isEmpty();
    }

    @Test
    void discoveryThatThreeIncarnationsWereLostWithIsGivenUpAndAllIsProbed() {
        ScanTerms terms = Bench.discovering(1, 3);
        bench.scan(terms);
        for (int incarnation = 1; incarnation <= 3; incarnation++) {
            long session = bench.hello("a", incarnation, 1);
            assertThat(terms.plan().isDiscovery(bench.lastGrant(session).unit().unit())).isTrue();
            bench.end(session);
        }

        long session = bench.hello("a", 4, 9);

        assertThat(bench.store.edges).contains("discovery settled unknown/quarantined");
        assertThat(bench.lines.grants(session)).isNotEmpty().noneMatch(GrantedUnit::liveKnown);
        assertThat(bench.lines.grants(session).stream()
                        .map(GrantedUnit::addresses)
                        .reduce(AddressSet.EMPTY, AddressSet::union))
                .isEqualTo(terms.plan().addresses());
    }

    @Test
    void discoveryThatEveryAgentRefusedTwiceIsGivenUpAndAllIsProbed() {
        ScanTerms terms = Bench.discovering(1, 3);
        long session = bench.scan(terms).hello("a", 1, 1);
        bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_ROUTE);
        bench.passBeating(2, session, 1);

        bench.handBack(session, bench.lastGrant(session), Reason.LOCAL_ROUTE);
        bench.beat(session, 1);

        assertThat(bench.store.edges).contains("discovery settled unknown/local-route");
        assertThat(terms.plan().isDiscovery(bench.lastGrant(session).unit().unit())).isFalse();
    }

    @Test
    void restartedCoordinatorRemembersWhichHostsAreDown() {
        ScanTerms terms = Bench.discovering(1, 6);
        long session = bench.scan(terms).hello("a", 1, 2);
        bench.lines.grants(session).forEach(grant -> bench.live("a", grant.lease(), grant.addresses().at(0).toString()));
        bench.restart();

        long again = bench.hello("a", 2, 99);

        assertThat(bench.lines.grants(again).stream()
                        .map(GrantedUnit::addresses)
                        .reduce(AddressSet.EMPTY, AddressSet::union))
                .hasToString("[10.0.0.0, 10.0.0.3]");
    }

    @Test
    void agentThatCannotLookForHostsIsNotAskedTo() {
        bench.scan(Bench.discovering(1, 6));

        long session = bench.hello(
                "a",
                Bench.SEGMENT,
                1,
                9,
                new Abilities(Bench.CONNECTS.methods(), Bench.CONNECTS.protocols(), false));

        assertThat(bench.lines.grants(session)).isEmpty();
        assertThat(stalled()).isEqualTo("No agent of seg1 can look for live hosts; -Pn probes every address.");
    }

    @Test
    void whatIsHeardWhileLookingForHostsIsNoFindAndNoProgress() {
        long session = bench.scan(Bench.discovering(1, 3)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);

        assertThat(bench.table.found(id)).isFalse();
        bench.beat(session, 0, id);

        assertThat(bench.table.view(0, 0).segments().getFirst().probesDone()).isZero();
    }

    private static ScanTerms zoned(ScanTerms terms) {
        ProbeSettings settings = terms.settings().toBuilder().setZone("eth0").build();
        return new ScanTerms(terms.scanId(), terms.plan(), settings, 50, 0, 0, 0, AddressSet.EMPTY);
    }

    @Test
    void zonedScanStaysWithTheAgentThatWasAloneInItsSegment() {
        long first = bench.hello("a", 1, 1);
        bench.scan(zoned(terms(1, 2, 0, 0)));
        LeaseId id = bench.onlyGrant(first);

        long second = bench.hello("b", 2, 4);

        assertThat(bench.lines.grants(second)).isEmpty();
        assertThat(stalled()).isEmpty();
        bench.result("a", id);
        assertThat(bench.lines.grants(first)).hasSize(2);

        bench.handBack(first, bench.lastGrant(first), null).end(first);
        bench.pass(1);
        assertThat(bench.lines.grants(second)).isEmpty();
        assertThat(stalled()).isEqualTo("Zone eth0 is an interface of agent a, which is not connected.");
    }

    @Test
    void zonedScanStaysWithItsAgentOverARestart() {
        bench.scan(zoned(terms(1, 1, 0, 0)));
        long first = bench.hello("a", 1, 1);
        bench.result("a", bench.onlyGrant(first));

        bench.restart();
        long second = bench.hello("b", 2, 4);

        assertThat(bench.lines.grants(second)).isEmpty();
        assertThat(bench.lines.grants(bench.hello("a", 1, 1))).hasSize(1);
    }

    @Test
    void zonedScanWaitsWhileNobodyCanTellWhichAgentIsMeant() {
        long first = bench.hello("a", 1, 4);
        long second = bench.hello("b", 2, 4);

        bench.scan(zoned(terms(1, 1, 0, 0)));

        assertThat(bench.lines.grants(first)).isEmpty();
        assertThat(bench.lines.grants(second)).isEmpty();
        assertThat(stalled())
                .isEqualTo("Zone eth0 is an interface of one agent's machine, and segment seg1 has 2 agents;"
                        + " the scan waits until one is left.");

        bench.end(first).pass(1);
        assertThat(bench.lines.grants(second)).hasSize(2);
    }

    @Test
    void unitThatTheZonesAgentCannotDoIsNotLeftToOthers() {
        long first = bench.hello("a", 1, 4);
        bench.scan(zoned(terms(1, 1, 0, 0)));
        long second = bench.hello("b", 2, 4);

        bench.lines.grants(first).forEach(each -> bench.handBack(first, each.lease(), Reason.LOCAL_LINK));
        bench.passBeating(4, first, 4);
        bench.lines.grants(first).forEach(each -> bench.handBack(first, each.lease(), Reason.LOCAL_LINK));
        bench.passBeating(4, first, 4);

        assertThat(bench.lines.grants(second)).isEmpty();
        assertThat(bench.store.edges).contains("settled " + Outcome.of(PortState.UNKNOWN, Reason.LOCAL_LINK));
    }

    @Test
    void unitGoesOnlyToAnAgentThatCanDoIt() {
        bench.scan(asked(terms(1, 1, 0, 0), Method.METHOD_SYN));

        long connects = bench.hello("a", Bench.SEGMENT, 1, 4, Bench.CONNECTS);

        assertThat(bench.lines.grants(connects)).isEmpty();
        SegmentLive waiting = bench.table.view(bench.store.nowNanos, 0).segments().getFirst();
        assertThat(waiting.stalled()).isEqualTo("No agent of seg1 can probe by syn: it needs CAP_NET_RAW.");
        assertThat(waiting.unable()).isTrue();

        long raw = bench.hello("b", 2, 4);

        assertThat(bench.lines.grants(raw)).hasSize(2);
        assertThat(bench.lines.grants(connects)).isEmpty();
        SegmentLive moving = bench.table.view(bench.store.nowNanos, 0).segments().getFirst();
        assertThat(moving.stalled()).isEmpty();
        assertThat(moving.unable()).isFalse();
    }

    @Test
    void unitsOfUdpPortsWaitForAnAgentThatCanWhileTheOthersGoOn() {
        PortSet ports = PortSet.of(new PortRange(1, 16));
        Plan plan = Plan.of(
                AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 30)),
                ports,
                ports,
                new UnitShape(16, 16, 16, 4),
                1);
        ScanTerms tcp = terms(1, 1, 0, 0);
        bench.scan(new ScanTerms(1, plan, tcp.settings(), 50, 0, 0, 0, AddressSet.EMPTY));
        long session = bench.hello("a", Bench.SEGMENT, 1, 16, Bench.CONNECTS);

        List<GrantedUnit> granted = bench.lines.grants(session);
        assertThat(granted).hasSize(4).allMatch(grant -> plan.protocolOf(grant.lease().unit().unit()) == Protocol.TCP);
        granted.forEach(grant -> bench.result("a", grant.lease()));

        SegmentLive left = bench.table.view(bench.store.nowNanos, 0).segments().getFirst();
        assertThat(left.stalled()).isEqualTo("No agent of seg1 can probe UDP ports.");
        assertThat(left.unable()).isTrue();
        assertThat(bench.resting).isEmpty();

        long able = bench.hello("b", 2, 16);

        assertThat(bench.lines.grants(able)).hasSize(4);
    }

    @Test
    void agentThatCannotDoAUnitDoesNotKeepItFromBeingGivenUp() {
        bench.scan(asked(terms(1, 1, 0, 0), Method.METHOD_SYN));
        bench.hello("a", Bench.SEGMENT, 1, 4, Bench.CONNECTS);
        long raw = bench.hello("b", 2, 2);

        for (LeaseId id : bench.lines.grants(raw).stream().map(GrantedUnit::lease).toList()) {
            bench.handBack(raw, id, Reason.LOCAL_ROUTE);
        }
        bench.passBeating(3, raw, 2);
        for (LeaseId id : bench.lines.grants(raw).stream().skip(2).map(GrantedUnit::lease).toList()) {
            bench.handBack(raw, id, Reason.LOCAL_ROUTE);
        }

        assertThat(bench.store.edges).contains("settled unknown/local-route");
    }

    private static ScanTerms asked(ScanTerms terms, Method method) {
        return new ScanTerms(
                terms.scanId(),
                terms.plan(),
                terms.settings().toBuilder().setMethod(method).build(),
                terms.priority(),
                terms.ratePps(),
                terms.hostRatePps(),
                terms.overlay(),
                terms.excluded());
    }

    @Test
    void viewSaysWhyNothingMoves() {
        bench.scan(terms(1, 1, 0, 0));
        assertThat(stalled()).isEqualTo("No agent is connected in segment seg1.");

        long session = bench.hello("a", 1, 0);
        assertThat(stalled()).isEqualTo("Every agent of segment seg1 is busy.");

        bench.beat(session, 1);
        assertThat(stalled()).isEmpty();

        bench.end(session);
        assertThat(stalled()).isEqualTo("No agent is connected in segment seg1.");

        bench.table.pause(1, 0);
        assertThat(stalled()).isEqualTo("The scan is paused.");
    }

    private String stalled() {
        return bench.table.view(bench.store.nowNanos, 0).segments().getFirst().stalled();
    }

    @Test
    void viewTellsProgressOfLeasedUnits() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        LeaseId id = bench.onlyGrant(session);
        bench.beat(session, 0, id);
        bench.table.found(id);

        DeskView view = bench.table.view(0, 1000);

        assertThat(view.segments())
                .containsExactly(new SegmentLive(1, Bench.SEGMENT, 1, 0, 5, 10, 1, 1, "", false));
        assertThat(view.agents())
                .containsExactly(new AgentLive("a", "a", Bench.SEGMENT, true, 1, 10, "", "192.0.2.1:1000", 1000, Bench.ABLE));
    }

    @Test
    void aFoundPortCountsAsProbedBeforeTheNextHeartbeatSaysSo() {
        long session = bench.scan(terms(1, 1, 0, 0)).hello("a", 1, 1);
        bench.table.found(bench.onlyGrant(session));

        SegmentLive live = bench.table.view(0, 1000).segments().getFirst();

        assertThat(live.found()).isEqualTo(1);
        assertThat(live.probesDone()).isEqualTo(1);
    }
}
