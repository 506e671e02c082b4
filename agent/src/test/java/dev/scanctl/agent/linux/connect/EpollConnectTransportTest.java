package dev.scanctl.agent.linux.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.linux.BootTime;
import dev.scanctl.agent.contract.ConnectContract;
import dev.scanctl.agent.contract.GentleContract;
import dev.scanctl.agent.probe.Transport;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpollConnectTransportTest implements ConnectContract, GentleContract {
    @BeforeEach
    void supported() {
        Optional<String> why = EpollConnectTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
    }

    @Override
    public Transport openTransport(int maxInFlight) {
        return EpollConnectTransport.open(maxInFlight);
    }

    @Test
    void bootTimeRuns() {
        long before = BootTime.nanos();

        assertThat(BootTime.nanos()).isGreaterThanOrEqualTo(before).isPositive();
    }
}
