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
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP: closed ports answer by ICMP errors, of which hosts send few, so that silence is long in coming to mean anything. */
class EngineUdpTest {
    private static final int HOSTS = 64;
    private static final int PORTS = 100;
    private static final int OPEN_PORTS = 4;
    private static final Outcome SILENT = Outcome.of(PortState.OPEN_FILTERED, Reason.NO_RESPONSE);
    private static final Outcome LIMITED = Outcome.of(PortState.OPEN_FILTERED, Reason.ICMP_LIMITED);
    private static final ProbeLimits NORMAL = new ProbeLimits(0, 10_000, 512, 2, 4, 0);
    /** What a host takes to tell of all its closed ports: one a second after a burst of six. */
    private static final double BOUND_SECONDS = PORTS - OPEN_PORTS - 6;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void hostsThatTellOfOneClosedPortASecondAreReadRightInTheTimeThatTakes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimNetwork network = new SimNetwork(seed).loss(0.005).delay(20_000_000, 2_000_000);
        for (int number = 0; number < HOSTS; number++) {
            SimHost host = number % 4 == 3
                    ? SimHost.all(SimHost.SILENT)
                    : SimHost.all(SimHost.UDP_CLOSED).bucket(1, 6);
            for (int open = 0; open < OPEN_PORTS; open++) {
                host.with(SimHost.UDP_OPEN, 1 + random.nextInt(PORTS));
            }
            network.host(Units.FIRST.plus(number), host);
        }
        SimScan scan = new SimScan(new SimTransport(network).hearsLate()).add(unit(HOSTS));
        scan.run(600);

        int wrongClosed = 0;
        for (int number = 0; number < HOSTS; number++) {
            Address address = Units.FIRST.plus(number);
            for (int port = 1; port <= PORTS; port++) {
                Outcome truth = network.truth(address, port);
                Outcome verdict = scan.verdict(1, address, port);
                assertThat(verdict.state() == PortState.OPEN)
                        .as("seed %d, %s:%d is %s", seed, address, port, verdict)
                        .isEqualTo(truth.state() == PortState.OPEN);
                wrongClosed += truth == SimHost.UDP_CLOSED && verdict != truth ? 1 : 0;
            }
        }
        assertThat(wrongClosed).as("closed ports taken for open|filtered, seed %d", seed).isLessThan(48);
        assertThat(scan.found)
                .as("seed %d: open ports are found first", seed)
                .allSatisfy(finding -> assertThat(finding.atNanos() - SimScan.START_NANOS).isLessThan(10_000_000_000L));
        assertThat(scan.elapsedSeconds()).as("seed %d", seed).isLessThan(1.15 * BOUND_SECONDS + 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void unitsThatShareAHostShareItsBudget(long seed) {
        SimNetwork network = new SimNetwork(seed)
                .delay(20_000_000, 2_000_000)
                .host(Units.FIRST, SimHost.all(SimHost.UDP_CLOSED).bucket(1, 6));
        SimScan scan = new SimScan(new SimTransport(network).hearsLate());
        int units = 8;
        int ports = 6;
        for (int id = 0; id < units; id++) {
            PortSet some = PortSet.of(new PortRange(1 + id * ports, (id + 1) * ports));
            scan.add(new ProbeUnit(id, Method.UDP, Protocol.UDP, Units.addresses(1), some, id, NORMAL));
        }
        scan.run(200);

        int right = 0;
        for (int port = 1; port <= units * ports; port++) {
            right += scan.verdict((port - 1) / ports, Units.FIRST, port) == SimHost.UDP_CLOSED ? 1 : 0;
        }
        assertThat(right).as("seed %d", seed).isEqualTo(units * ports);
    }

    @Test
    void silenceOfAHostThatNeverTellsIsSoonConcluded() {
        SimNetwork network = new SimNetwork(1).host(Units.FIRST, SimHost.all(SimHost.SILENT).with(SimHost.UDP_OPEN, 53));
        SimScan scan = new SimScan(new SimTransport(network)).add(unit(1));
        scan.run(30);

        assertThat(scan.verdict(1, Units.FIRST, 53)).isEqualTo(SimHost.UDP_OPEN);
        assertThat(scan.verdict(1, Units.FIRST, 54)).isEqualTo(SILENT);
        assertThat(scan.elapsedSeconds()).isLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void strictAttemptsAreNotExceededAndWhatTheyLeaveOpenIsSaid(int most) {
        SimNetwork network = new SimNetwork(1)
                .delay(20_000_000, 2_000_000)
                .host(Units.FIRST, SimHost.all(SimHost.UDP_CLOSED).bucket(1, 6));
        ProbeLimits strict = new ProbeLimits(0, 10_000, 512, Math.min(2, most), most, 0, new Manners(false, true, 0));
        SimTransport transport = new SimTransport(network);
        SimScan scan = new SimScan(transport).add(unit(1, strict));
        scan.run(600);

        Map<Integer, Long> attempts = transport.sent().stream()
                .collect(Collectors.groupingBy(SimTransport.Sent::port, Collectors.counting()));
        assertThat(attempts.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(most));
        assertThat(IntStream.rangeClosed(1, PORTS).mapToObj(port -> scan.verdict(1, Units.FIRST, port)))
                .allMatch(verdict -> verdict == SimHost.UDP_CLOSED || verdict == LIMITED)
                .contains(LIMITED);
    }

    private static ProbeUnit unit(int hosts) {
        return unit(hosts, NORMAL);
    }

    private static ProbeUnit unit(int hosts, ProbeLimits limits) {
        return new ProbeUnit(1, Method.UDP, Protocol.UDP, Units.addresses(hosts), Units.ports(PORTS), 7, limits);
    }
}
