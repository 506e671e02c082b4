package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.measure.PathWatch;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A firewall on the path that can keep so many connections only: what is beyond looks like silence of everybody. */
class EnginePathStateTest {
    private static final Outcome SUSPENDED = Outcome.of(PortState.NOT_PROBED, Reason.SUSPENDED);
    private static final int HOSTS = 64;
    private static final int PORTS = 200;
    private static final long SECOND = 1_000_000_000L;

    private static SimNetwork network(int hosts) {
        SimNetwork network = new SimNetwork(5);
        IntStream.range(0, hosts).forEach(i -> network.host(Units.FIRST.plus(i), SimHost.closed()));
        return network;
    }

    private static long count(SimScan scan, long unit, Outcome outcome) {
        return IntStream.range(0, HOSTS * PORTS)
                .filter(i -> scan.verdict(unit, Units.FIRST.plus(i / PORTS), 1 + i % PORTS) == outcome)
                .count();
    }

    /** Sent in the fullest tenth of a second. */
    private static int fastest(List<SimTransport.Sent> sent) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sent.size(); last++) {
            while (sent.get(last).atNanos() - sent.get(first).atNanos() >= SECOND / 10) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    @Test
    void portsThatMetAFullTableAreNotProbedAndWhatFollowsIsSentAtHalfTheRate() {
        SimTransport transport = new SimTransport(network(HOSTS).table(8_000, 30 * SECOND));
        SimScan scan = new SimScan(transport).add(Units.of(1, HOSTS, PORTS, Units.FREE));
        scan.run(60);

        assertThat(count(scan, 1, SimHost.CLOSED)).isBetween(7_000L, 8_000L);
        assertThat(count(scan, 1, SUSPENDED)).isEqualTo(HOSTS * PORTS - count(scan, 1, SimHost.CLOSED));

        int before = transport.sent().size();
        int fastestBefore = fastest(transport.sent());
        scan.stall(40_000);
        scan.add(Units.of(2, HOSTS, 100, Units.FREE));
        scan.run(60);

        List<SimTransport.Sent> after = transport.sent().subList(before, transport.sent().size());
        assertThat(fastest(after)).isLessThan(fastestBefore * 6 / 10);
    }

    @Test
    void hostsThatGoWhileOthersAnswerAreNoMatterOfThePath() {
        SimNetwork network = network(HOSTS);
        IntStream.range(0, 8)
                .forEach(i -> network.host(
                        Units.FIRST.plus(i), SimHost.closed().gone(SimScan.START_NANOS + SECOND / 20, Long.MAX_VALUE)));
        IntStream.range(8, HOSTS)
                .forEach(i -> network.host(Units.FIRST.plus(i), SimHost.all(SimHost.SILENT).with(SimHost.CLOSED, 80)));
        SimTransport transport = new SimTransport(network);
        SimScan scan = new SimScan(transport).add(Units.of(1, HOSTS, PORTS, Units.FREE));
        scan.run(120);
        int fastestBefore = fastest(transport.sent());
        int before = transport.sent().size();

        scan.add(Units.of(2, HOSTS, PORTS, Units.FREE));
        scan.run(120);

        assertThat(fastest(transport.sent().subList(before, transport.sent().size())))
                .isGreaterThan(fastestBefore * 7 / 10);
    }

    @Test
    void oneAlarmIsGivenForManyHostsAndAnotherOnlyLater() {
        PathWatch watch = new PathWatch();
        int alarms = 0;
        for (int host = 0; host < 256; host++) {
            alarms += watch.gone(5 * SECOND + host) ? 1 : 0;
        }
        assertThat(alarms).isEqualTo(1);

        for (int host = 0; host < 256; host++) {
            alarms += watch.gone(70 * SECOND + host) ? 1 : 0;
        }
        assertThat(alarms).isEqualTo(2);
    }

    @Test
    void fewHostsOrManyThatAnswerRaiseNoAlarm() {
        PathWatch watch = new PathWatch();
        for (int host = 0; host < 7; host++) {
            assertThat(watch.gone(0)).isFalse();
        }
        watch.answered(SECOND);
        watch.answered(SECOND);
        watch.answered(SECOND);

        assertThat(watch.gone(2 * SECOND)).isFalse();
    }
}
