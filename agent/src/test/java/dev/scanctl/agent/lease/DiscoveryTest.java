package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
    private static final Outcome SILENT = Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE);

    /** One host, each with one outcome for its ports, 443 with another. */
    private static boolean live(Outcome others, Outcome https) {
        Runs runs = Runs.of(Discovery.PORTS, rank -> Discovery.PORTS.at(rank) == 443 ? https : others);
        List<UnitOutcome.Host> hosts = new ArrayList<>();
        hosts.add(new UnitOutcome.Host(Address.parse("192.0.2.1"), runs, 1));
        return !Discovery.live(new UnitOutcome(hosts, List.of(), Samples.QUALITY)).isEmpty();
    }

    @Test
    void anyAnswerOfTheHostMakesItLive() {
        assertThat(live(SILENT, Outcome.of(PortState.OPEN, Reason.SYN_ACK))).isTrue();
        assertThat(live(SILENT, Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED))).isTrue();
        assertThat(live(SILENT, Outcome.of(PortState.CLOSED, Reason.RESET))).isTrue();
        assertThat(live(SILENT, Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH))).isTrue();
        assertThat(live(SILENT, Outcome.of(PortState.FILTERED, Reason.ADMIN_PROHIBITED))).isTrue();
    }

    @Test
    void silenceAndHostsThatCannotBeReachedAreDown() {
        assertThat(live(SILENT, SILENT)).isFalse();
        for (Reason reason : List.of(Reason.NO_NEIGHBOUR, Reason.HOST_UNREACH, Reason.NET_UNREACH)) {
            Outcome unreachable = Outcome.of(PortState.FILTERED, reason);
            assertThat(live(unreachable, unreachable)).as("%s", reason).isFalse();
        }
    }

    @Test
    void aLocalFaultIsNoEvidenceThatAHostIsDown() {
        assertThat(live(SILENT, Outcome.of(PortState.UNKNOWN, Reason.LOCAL_DROPS))).isTrue();
        assertThat(live(SILENT, Outcome.of(PortState.NOT_PROBED, Reason.HOST_TIMEOUT))).isTrue();
    }
}
