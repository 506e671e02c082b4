package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.Manners;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How hosts are treated that are to be handled with care. */
class EngineGentleTest {
    private static final ProbeLimits FRAGILE = new ProbeLimits(0, 5, 1, 2, 3, 0, new Manners(true, false, 0));

    private static SimNetwork network() {
        return new SimNetwork(1)
                .host(Units.FIRST, SimHost.closed())
                .host(Units.FIRST.plus(1), SimHost.closed());
    }

    private static SimTransport answering() {
        return new SimTransport(network());
    }

    @Test
    void everyAttemptOfAGentleUnitAndOfNoOtherIsMadeGently() {
        SimTransport transport = answering();
        SimScan scan = new SimScan(transport)
                .add(Units.of(1, 2, 10, FRAGILE))
                .add(Units.of(2, 2, 100, Units.FREE));
        scan.run(60);

        assertThat(transport.sentGently()).isEqualTo(20);
        assertThat(transport.sent()).hasSize(220);
    }

    @Test
    void gentleHostGetsFiveProbesASecondOneAtATime() {
        SimTransport transport = answering();
        new SimScan(transport).add(Units.of(1, 1, 100, FRAGILE)).run(60);

        List<SimTransport.Sent> sent = transport.sent();
        assertThat(sent).hasSize(100);
        assertThat(transport.mostOpen()).isEqualTo(1);
        for (int i = 5; i < sent.size(); i++) {
            assertThat(sent.get(i).atNanos() - sent.get(i - 5).atNanos()).isGreaterThanOrEqualTo(1_000_000_000L);
        }
    }

    @Test
    void unitEndsWhenItsLastConnectionIsClosed() {
        SimTransport transport = answering().takesLeaveUntil(SimScan.START_NANOS + 8_000_000_000L);
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 5, FRAGILE)).add(Units.of(2, 1, 5, Units.FREE));

        scan.runMillis(7_000);
        assertThat(scan.finished).containsOnlyKeys(2L);
        scan.run(10);

        assertThat(scan.finished).containsOnlyKeys(1L, 2L);
        assertThat(scan.elapsedSeconds()).isBetween(8.0, 9.0);
    }
}
