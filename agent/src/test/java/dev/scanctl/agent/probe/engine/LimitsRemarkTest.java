package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import org.junit.jupiter.api.Test;

/** Whether hosts that were found to limit their answers are told of. */
class LimitsRemarkTest {

    @Test
    void hostThatLimitsItsIcmpErrorsIsRemarkedWithItsRate() {
        SimNetwork network = new SimNetwork(3)
                .delay(20_000_000, 2_000_000)
                .host(Units.FIRST, SimHost.all(SimHost.UDP_CLOSED).bucket(2, 6))
                .host(Units.FIRST.plus(1), SimHost.all(SimHost.UDP_OPEN));
        ProbeLimits limits = new ProbeLimits(0, 0, 256, 2, 4, 0);
        SimScan scan = new SimScan(new SimTransport(network))
                .add(new ProbeUnit(
                        1, Method.UDP, Protocol.UDP, Units.addresses(2), Units.ports(100), 7, limits));
        scan.run(3_600);

        assertThat(scan.outcome(1).remarks()).hasSize(1);
        Remark.LimitsAnswers limited = (Remark.LimitsAnswers) scan.outcome(1).remarks().getFirst();
        assertThat(limited.hosts()).isEqualTo(AddressRange.of(Units.FIRST));
        assertThat(limited.perSecond()).isBetween(1, 3);
    }

    @Test
    void hostThatAnswersNoMoreHoweverMuchItIsAskedIsKnownToLimitItsResets() {
        HostState host = new HostState(0, Units.FIRST, 1);
        assertThat(host.answersPerSecond()).isZero();
        for (int second = 0; second < 4; second++) {
            long start = second * 1_000_000_000L;
            ask(host, start, second % 2 == 0 ? 500 : 1_000);
        }
        host.rate().sent(4_000_000_000L, 0);

        assertThat(host.limits()).isTrue();
        assertThat(host.answersPerSecond()).isEqualTo(200);
    }

    /** So many attempts within a second, of which 200 are answered. */
    private static void ask(HostState host, long startNanos, int attempts) {
        for (int i = 0; i < attempts; i++) {
            host.rate().sent(startNanos + i * (900_000_000L / attempts), 0);
            if (i < 200) {
                host.rate().answered(startNanos);
            }
        }
    }
}
