package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.TransportContract;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SynTransportTest implements TransportContract {
    @BeforeEach
    void supported() {
        Optional<String> why = SynTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
    }

    @Override
    public Transport openTransport(int maxInFlight) {
        return SynTransport.open(maxInFlight);
    }

    @Override
    public Outcome closed() {
        return Outcome.of(PortState.CLOSED, Reason.RESET);
    }

    @Test
    void openingThatFailsHalfwayLeavesNothingOpen() {
        // All classes are loaded first: that, too, takes descriptors.
        openTransport(8).close();
        assertThat(new SystemCallFailed("socket", 24, "all")).hasMessageContaining("EMFILE");
        try (FewDescriptors few = new FewDescriptors()) {
            int failed = 0;
            for (int free = 2; free < 40; free++) {
                few.leave(free);
                failed += opens() ? 0 : 1;
                assertThat(few.countFree()).as("after an attempt with %s descriptors", free).isEqualTo(free);
            }
            assertThat(failed).isBetween(3, 37);
        }
    }

    private boolean opens() {
        try (Transport transport = openTransport(8)) {
            return true;
        } catch (SystemCallFailed e) {
            return false;
        }
    }

    @Test
    void allThatWasAskedForMayBeInFlightWhereNothingIsTracked() {
        try (Transport transport = openTransport(300)) {
            for (int attempt = 0; attempt < 100; attempt++) {
                transport.send(attempt, LOOPBACK, 9, (_, _) -> {});
            }
            assertThat(transport.capacity()).isBetween(101, 300);
        }
    }
}
