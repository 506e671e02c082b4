package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import org.junit.jupiter.api.Test;

/** A host that stops answering in mid-scan is not a host whose ports are filtered. */
class EngineVanishingHostTest {
    private static final int PORTS = 2_000;
    private static final Outcome SUSPENDED = Outcome.of(PortState.NOT_PROBED, Reason.SUSPENDED);
    /** Some 4 s for all ports. */
    private static final ProbeLimits STEADY = new ProbeLimits(500, 0, 256, 2, 10, 0);

    @Test
    void portsAskedAfterItsLastSignOfLifeAreNotProbed() {
        SimScan scan = scan(SimHost.closed().gone(at(2), Long.MAX_VALUE));

        assertThat(ports(scan, SimHost.CLOSED)).isBetween(800, 1_200);
        assertThat(ports(scan, SUSPENDED)).isEqualTo(PORTS - ports(scan, SimHost.CLOSED));
    }

    @Test
    void hostThatComesBackIsReadRight() {
        SimScan scan = scan(SimHost.closed().gone(at(2), at(4)));

        assertThat(ports(scan, SimHost.CLOSED)).isEqualTo(PORTS);
    }

    @Test
    void filteredPortsOfALivingHostStayFiltered() {
        SimScan scan = scan(SimHost.all(SimHost.SILENT).with(SimHost.OPEN, 22));

        assertThat(ports(scan, SimHost.SILENT)).isEqualTo(PORTS - 1);
        assertThat(scan.found).hasSize(1);
        assertThat(scan.transport.sent())
                .as("two attempts, some questions about loss to the one port that answers")
                .hasSizeLessThanOrEqualTo(2 * PORTS + 60);
    }

    @Test
    void hostThatNeverAnsweredIsNotSuspected() {
        SimScan scan = scan(SimHost.dead());

        assertThat(ports(scan, SimHost.SILENT)).isEqualTo(PORTS);
    }

    private static SimScan scan(SimHost host) {
        SimScan scan = new SimScan(new SimTransport(new SimNetwork(3).host(Units.FIRST, host)))
                .add(Units.of(1, 1, PORTS, STEADY));
        scan.run(120);
        return scan;
    }

    private static long at(int seconds) {
        return SimScan.START_NANOS + seconds * 1_000_000_000L;
    }

    private static int ports(SimScan scan, Outcome outcome) {
        int count = 0;
        for (int port = 1; port <= PORTS; port++) {
            count += scan.verdict(1, Units.FIRST, port) == outcome ? 1 : 0;
        }
        return count;
    }
}
