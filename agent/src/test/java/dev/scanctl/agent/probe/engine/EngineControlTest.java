package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether hosts that answer for every port are told from hosts with many services. */
class EngineControlTest {
    private static final PortSet CONTROL = PortSet.of(new PortRange(49_152, 65_535));

    private final SimNetwork network = new SimNetwork(1);
    private final SimTransport transport = new SimTransport(network);
    private final SimScan scan = new SimScan(transport);

    private static ProbeUnit unit(int hosts, PortSet ports, ProbeLimits limits) {
        return new ProbeUnit(1, Method.CONNECT, Protocol.TCP, Units.addresses(hosts), ports, 7, limits, CONTROL);
    }

    private static ProbeUnit unit(int hosts, int ports) {
        return unit(hosts, Units.ports(ports), Units.FREE);
    }

    private List<Remark.AnswersEverything> run(ProbeUnit unit) {
        scan.add(unit).run(3_600);
        return scan.outcome(1).remarks().stream()
                .filter(Remark.AnswersEverything.class::isInstance)
                .map(Remark.AnswersEverything.class::cast)
                .toList();
    }

    private List<SimTransport.Sent> questions() {
        return transport.sent().stream().filter(sent -> CONTROL.contains(sent.port())).toList();
    }

    private static Address host(int i) {
        return Units.FIRST.plus(i);
    }

    private static SimHost tarpit() {
        return SimHost.all(SimHost.OPEN);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.2})
    void tarpitIsFlaggedAmongOthersWithTheEvidence(double loss) {
        network.loss(loss).host(host(0), SimHost.closed().with(SimHost.OPEN, 22, 80)).host(host(1), tarpit());

        List<Remark.AnswersEverything> remarks = run(unit(3, 100));

        assertThat(remarks).hasSize(1);
        Remark.AnswersEverything tarpit = remarks.getFirst();
        assertThat(tarpit.hosts()).isEqualTo(AddressRange.of(host(1)));
        assertThat(tarpit.probed()).isEqualTo(100);
        assertThat(tarpit.open()).isGreaterThan(90);
        assertThat(tarpit.asked()).isEqualTo(8);
        assertThat(tarpit.openControl()).hasSizeGreaterThan(4).allMatch(CONTROL::contains);
        assertThat(questions()).allMatch(sent -> sent.target().equals(host(1)));
    }

    @Test
    void controlPortsAreNeitherFindingsNorResults() {
        network.host(host(0), tarpit());
        run(unit(1, 100));

        assertThat(questions()).hasSize(8);
        assertThat(scan.found).hasSize(100).noneMatch(found -> CONTROL.contains(found.port()));
        assertThat(scan.outcome(1).open()).hasSize(100);
        assertThat(scan.outcome(1).hosts().getFirst().runs().ports()).isEqualTo(Units.ports(100));
        assertThat(scan.outcome(1).quality().sent()).isEqualTo(transport.sent().size());
    }

    @Test
    void hostThatIsAskedForItsServicesOnlyIsNotFlagged() {
        network.host(host(0), SimHost.closed().with(SimHost.OPEN, IntStream.rangeClosed(1, 60).toArray()));
        network.host(host(1), SimHost.dead().with(SimHost.OPEN, IntStream.rangeClosed(1, 60).toArray()));

        assertThat(run(unit(2, 60))).isEmpty();
        assertThat(questions()).as("both are suspected").hasSize(8 + 2 * 8);
    }

    @Test
    void hostWithAHundredServicesOfAThousandPortsIsNotEvenAsked() {
        network.host(host(0), SimHost.closed().with(SimHost.OPEN, IntStream.rangeClosed(1, 100).toArray()));

        assertThat(run(unit(1, 1_000))).isEmpty();
        assertThat(questions()).isEmpty();
    }

    @Test
    void networkOfWebServersIsNotFlagged() {
        for (int i = 0; i < 256; i++) {
            network.host(host(i), SimHost.closed().with(SimHost.OPEN, 1));
        }

        assertThat(run(unit(256, 1))).isEmpty();
        assertThat(questions()).as("some of them are asked").hasSize(16 * 8);
    }

    @Test
    void networkWhoseEveryAddressAnswersIsFlaggedByASample() {
        for (int i = 0; i < 256; i++) {
            network.host(host(i), tarpit());
        }

        List<Remark.AnswersEverything> remarks = run(unit(256, 1));

        assertThat(questions()).hasSize(16 * 8);
        assertThat(remarks).filteredOn(remark -> remark.asked() == 8).hasSize(16);
        assertThat(remarks.stream().filter(remark -> remark.asked() == 0))
                .isNotEmpty()
                .allMatch(remark -> remark.neighboursAsked() == 16 && remark.neighboursAlike() == 16);
        assertThat(remarks.stream().mapToLong(remark -> remark.hosts().size()).sum()).isEqualTo(256);
    }

    @Test
    void hostOfWhichEveryPortIsProbedNeedsNoQuestion() {
        network.host(host(0), tarpit());

        List<Remark.AnswersEverything> remarks =
                run(unit(1, PortSet.of(new PortRange(1, 65_535)), Units.FREE));

        assertThat(remarks).hasSize(1);
        assertThat(remarks.getFirst().open()).isEqualTo(65_535);
        assertThat(remarks.getFirst().asked()).isZero();
    }

    @Test
    void nothingIsAskedWhereItIsNotAllowed() {
        network.host(host(0), tarpit());
        scan.add(Units.of(1, 1, 100, Units.FREE)).run(60);

        assertThat(transport.sent()).hasSize(100);
        assertThat(scan.outcome(1).remarks()).isEmpty();
    }

    @Test
    void questionsKeepTheCapsOfTheirUnit() {
        network.host(host(0), tarpit());
        run(unit(1, Units.ports(40), new ProbeLimits(0, 10, 256, 2, 2, 0)));

        List<Long> times = transport.sent().stream().map(SimTransport.Sent::atNanos).toList();
        assertThat(questions()).hasSize(8);
        for (int i = 0; i + 11 < times.size(); i++) {
            assertThat(times.get(i + 11) - times.get(i)).as("from attempt %d", i).isGreaterThan(999_000_000L);
        }
    }

    @Test
    void hostThatIsExcludedWhileItIsAskedIsAskedNoMoreAndNotReported() {
        network.host(host(0), tarpit()).host(host(1), tarpit());
        scan.add(unit(2, Units.ports(40), new ProbeLimits(0, 10, 256, 2, 2, 0)));
        while (questions().size() < 4) {
            scan.runMillis(10);
        }

        scan.engine.exclude(1, Units.only(host(0)));
        long asked = toFirst();
        scan.run(60);

        assertThat(toFirst()).isEqualTo(asked);
        assertThat(scan.outcome(1).hosts()).extracting(UnitOutcome.Host::address).containsExactly(host(1));
        assertThat(scan.outcome(1).remarks()).extracting(Remark::hosts).containsExactly(AddressRange.of(host(1)));
    }

    private long toFirst() {
        return questions().stream().filter(sent -> sent.target().equals(host(0))).count();
    }

    @Test
    void unitThatIsDroppedWhileItAsksIsForgotten() {
        network.host(host(0), tarpit());
        scan.add(unit(1, Units.ports(40), new ProbeLimits(0, 10, 256, 2, 2, 0)));
        while (questions().isEmpty()) {
            scan.runMillis(10);
        }

        scan.engine.drop(1);
        scan.forget();
        int sent = transport.sent().size();
        scan.runMillis(5_000);

        assertThat(transport.sent()).hasSize(sent);
        assertThat(scan.finished).isEmpty();
    }

    @Test
    void localFaultWhileAskingLeavesTheUnitFinished() {
        network.host(host(0), tarpit());
        transport.faults((target, port, now) -> CONTROL.contains(port)
                ? Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL)
                : null);

        assertThat(run(unit(1, 100))).isEmpty();
        assertThat(scan.outcome(1).open()).hasSize(100);
    }
}
