package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConnectorTest {

    @Test
    void aDialThatFailsIsTriedAgainAfterAPause() {
        AtomicInteger dialled = new AtomicInteger();
        try (FakeCoordinator coordinator = new FakeCoordinator().start()) {
            Supplier<ManagedChannel> dial = () -> {
                if (dialled.getAndIncrement() == 0) {
                    throw new IllegalStateException("no name service");
                }
                return coordinator.dial().get();
            };
            try (RunningAgent agent = new RunningAgent(dial, 0)) {
                assertThat(coordinator.session(0).hello().getAgentId()).isEqualTo("agent-id");

                assertThat(dialled).hasValue(2);
                assertThat(agent.pausing()).isFalse();
            }
        }
    }
}
