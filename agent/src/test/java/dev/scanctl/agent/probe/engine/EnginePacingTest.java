package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.Manners;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the engine keeps to its limits, read off the times at which probes left. */
class EnginePacingTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 99, 100, 1_000, 20_000})
    void noSecondHoldsMoreThanTheUnitsCap(int cap) {
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport).add(Units.of(1, 8, 8_000, limits(cap, 0)));
        scan.runMillis(Math.min(60_000, 8_000_000 / cap));

        assertThat(mostInASecond(transport.sent())).isLessThanOrEqualTo(cap);
        assertThat(transport.sent().size() / scan.elapsedSeconds()).isBetween(cap * 0.8, cap * 1.1 + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 150, 1_000})
    void noSecondHoldsMoreThanAHostsCap(int cap) {
        SimTransport transport = new SimTransport(network(4));
        SimScan scan = new SimScan(transport).add(Units.of(1, 5, 4_000, limits(0, cap)));
        scan.runMillis(5_000);

        for (int i = 0; i < 5; i++) {
            Address host = Units.FIRST.plus(i);
            List<SimTransport.Sent> toHost = transport.sent().stream()
                    .filter(sent -> sent.target().equals(host))
                    .toList();
            assertThat(mostInASecond(toHost)).as("to %s", host).isLessThanOrEqualTo(cap);
            assertThat(toHost.size()).as("to %s", host).isBetween((int) (cap * 2.5), (int) (cap * 5.1) + 1);
        }
    }

    @Test
    void unitsWithACommonRateKeepItTogetherAndOthersAreNotHeldBack() {
        ProbeLimits common = limits(0, 0).withManners(new Manners(false, false, 500));
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport)
                .add(Units.of(1, 4, 8_000, common))
                .add(Units.of(2, 8, 8_000, common));
        scan.runMillis(5_000);
        int together = transport.sent().size();
        assertThat(mostInASecond(transport.sent())).isLessThanOrEqualTo(500);
        assertThat(together / scan.elapsedSeconds()).isBetween(400.0, 500.0);

        scan.add(Units.of(3, 8, 2_000, limits(0, 0)));
        scan.runMillis(2_000);
        assertThat(transport.sent().size() - together).isGreaterThan(16_000);
    }

    @Test
    void aNewRateShareHoldsFromTheNextProbeOn() {
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport).add(Units.of(1, 8, 8_000, limits(5_000, 0)));
        scan.runMillis(2_000);
        scan.engine.limit(1, limits(50, 0));
        int before = transport.sent().size();
        scan.runMillis(4_000);

        List<SimTransport.Sent> after = transport.sent().subList(before, transport.sent().size());
        assertThat(mostInASecond(after)).isLessThanOrEqualTo(50);
        assertThat(after.size()).isBetween(180, 205);
    }

    @Test
    void stalledMachineCatchesUpWithinTheCap() {
        Pace pace = Pace.of(10_000);
        long theoretical = 0;
        SplittableRandom random = new SplittableRandom(3);
        long[] times = new long[40_000];
        int sent = 0;
        for (long now = 0; sent < times.length; now += random.nextLong(8_000_000)) {
            while (sent < times.length && pace.allows(theoretical, now)) {
                theoretical = pace.afterSending(theoretical, now, 1);
                times[sent++] = now;
            }
        }

        for (int i = 10_000; i < sent; i++) {
            assertThat(times[i] - times[i - 10_000]).isGreaterThanOrEqualTo(SECOND);
        }
        assertThat(times[sent - 1]).as("time taken").isLessThan((long) (4.1 * SECOND));
    }

    /** As its share is cut into ever more pieces and handed from one unit to the next. */
    @ParameterizedTest
    @ValueSource(ints = {4, 100, 2_000})
    void unitsThatShareACapOrFollowEachOtherKeepItTogether(int cap) {
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport);
        for (int id = 1; id <= 40; id++) {
            if (id > 4) {
                scan.engine.drop(id - 4);
            }
            scan.add(Units.of(id, 8, 2_000, limits(cap / 4, 0)));
            scan.runMillis(333);
        }

        assertThat(mostInASecond(transport.sent())).isLessThanOrEqualTo(cap);
        assertThat(transport.sent().size() / scan.elapsedSeconds()).isGreaterThan(cap / 4.0);
    }

    @Test
    void shareThatGrowsByWhatAnotherGaveUpHasNothingSavedUp() {
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport)
                .add(Units.of(1, 8, 8_000, limits(1_000, 0)))
                .add(Units.of(2, 8, 8_000, limits(1_000, 0)));
        scan.runMillis(1_500);
        scan.engine.drop(2);
        scan.engine.limit(1, limits(2_000, 0));
        scan.runMillis(2_000);

        assertThat(mostInASecond(transport.sent())).isLessThanOrEqualTo(2_000);
    }

    /** A batch is decided upon, the machine stands still, the batch leaves, and the next one is due at once. */
    @ParameterizedTest
    @ValueSource(ints = {20, 1_000, 5_000})
    void whatLeftLateKeepsWhatFollowsAway(int cap) {
        SimTransport transport = new SimTransport(network(8));
        SimScan scan = new SimScan(transport).add(Units.of(1, 8, 8_000, limits(cap, 0)));
        for (int stall = 0; stall < 20; stall++) {
            scan.runMillis(90);
            scan.stall(20);
            scan.stepWithStall(60);
        }

        assertThat(mostInASecond(transport.sent())).isLessThanOrEqualTo(cap);
    }

    /** Where the round trip is long, the kernel asks again by itself each second, and these packets count. */
    @Test
    void whatTheKernelRepeatsCountsAgainstTheCap() {
        SimNetwork far = network(1).delay(600_000_000, 400_000_000);
        SimTransport transport = new SimTransport(far);
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 4_000, limits(100, 0)));
        scan.runMillis(5_000);
        int before = transport.sent().size();
        scan.runMillis(4_000);

        assertThat(transport.sent().size() - before).as("attempts that wait for more than a second").isBetween(100, 210);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void noMoreAttemptsAreOpenThanTheTransportGrants(int capacity) {
        SimTransport transport = new SimTransport(network(2)).capacity(capacity);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 50, Units.FREE));
        scan.run(2_000);

        assertThat(transport.mostOpen()).isEqualTo(capacity);
        assertThat(transport.highestAttempt()).as("attempts are numbered densely").isLessThan(256);
        assertThat(scan.finished).hasSize(1);
    }

    @Test
    void shrinkingCapacityIsRespectedAsAttemptsEnd() {
        SimTransport transport = new SimTransport(network(0));
        SimScan scan = new SimScan(transport).add(Units.of(1, 16, 1_000, Units.FREE));
        scan.runMillis(300);
        int before = transport.openCount();
        transport.capacity(20);
        scan.runMillis(2_000);

        assertThat(before).isGreaterThan(500);
        assertThat(transport.openCount()).isLessThanOrEqualTo(20);
    }

    @Test
    void hostHoldsNoMoreAttemptsThanItsCap() {
        SimTransport transport = new SimTransport(network(1)).capacity(1_000);
        ProbeLimits four = new ProbeLimits(0, 0, 4, 2, 10, 0);
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 300, four));
        scan.run(60);

        assertThat(transport.mostOpen()).isEqualTo(4);
    }

    @Test
    void deadHostsDoNotHoldUpTheLiving() {
        SimNetwork network = network(1);
        SimTransport transport = new SimTransport(network).capacity(400);
        SimScan scan = new SimScan(transport)
                .add(Units.of(1, 60, 1_000, new ProbeLimits(0, 0, 100, 2, 10, 0)));
        scan.runMillis(12_000);

        long toLiving = transport.sent().stream()
                .filter(sent -> sent.target().equals(Units.FIRST))
                .count();
        assertThat(toLiving).as("probes to the one host that answers").isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void silentHostAloneIsProbedAtFullWidth() {
        SimTransport transport = new SimTransport(new SimNetwork(1));
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 65_535, new ProbeLimits(0, 0, 4_000, 2, 10, 0)));
        scan.run(60);

        assertThat(transport.sent()).hasSize(2 * 65_535);
    }

    @Test
    void numberOfAttemptSlotsFollowsWhatIsOpenNotWhatIsSent() {
        SimTransport transport = new SimTransport(network(8)).capacity(1_000);
        SimScan scan = new SimScan(transport);
        for (int id = 1; id <= 20; id++) {
            scan.add(Units.of(id, 10, 500, Units.FREE));
        }
        scan.run(600);

        assertThat(transport.sent()).hasSizeGreaterThan(100_000);
        assertThat(transport.highestAttempt()).isLessThan(2 * 1_000);
    }

    @Test
    void unitsShareTheMachineEvenly() {
        SimTransport transport = new SimTransport(network(8)).capacity(64);
        SimScan scan = new SimScan(transport);
        for (int id = 1; id <= 4; id++) {
            scan.add(new ProbeUnit(
                    id,
                    Method.CONNECT,
                    Protocol.TCP,
                    Units.only(Units.FIRST.plus(id)),
                    Units.ports(20_000),
                    id,
                    Units.FREE));
        }
        scan.runMillis(300);

        for (int id = 1; id <= 4; id++) {
            Address host = Units.FIRST.plus(id);
            long sent = transport.sent().stream().filter(s -> s.target().equals(host)).count();
            assertThat(sent).as("of unit %d", id).isBetween(transport.sent().size() / 5L, transport.sent().size() / 3L);
        }
    }

    private static ProbeLimits limits(long maxPps, long hostPps) {
        return new ProbeLimits(maxPps, hostPps, 1_000, 2, 10, 0);
    }

    private static SimNetwork network(int live) {
        SimNetwork network = new SimNetwork(9);
        for (int i = 0; i < live; i++) {
            network.host(Units.FIRST.plus(i), SimHost.closed().with(SimHost.OPEN, 1 + i));
        }
        return network;
    }

    /** The most probes in any window of one second, its end excluded. */
    private static int mostInASecond(List<SimTransport.Sent> sent) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < sent.size(); to++) {
            while (sent.get(to).atNanos() - sent.get(from).atNanos() >= SECOND) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
