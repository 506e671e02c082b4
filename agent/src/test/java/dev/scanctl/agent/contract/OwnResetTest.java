package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset that a rule of the scanner's own machine makes is no word of the target; one of the target's firewall is. */
@Timeout(60)
class OwnResetTest {
    private static final Outcome ASK_AGAIN = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_BUFFERS);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final int RULED = 1;
    private static final int FREE = 2;

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6, TestNetwork.TARGET_ON_LINK})
    void isNeverTakenForTheTargets(String target) throws Exception {
        TestNetwork.assumePossible();
        try (TestNetwork network = TestNetwork.create()) {
            network.atScanner("tcp dport " + RULED + " reject with tcp reset");
            NamespaceThread.call(network.scanner(), () -> {
                try (Transport transport = EpollConnectTransport.open()) {
                    assertThat(probe(transport, target, FREE)).contains(CLOSED);
                    assertThat(probe(transport, target, RULED)).contains(ASK_AGAIN);
                    assertThat(probe(transport, target, RULED)).as("heard by a deaf socket").isEmpty();
                    assertThat(probe(transport, target, FREE)).as("by a deaf socket").contains(CLOSED);
                    assertThat(transport.localDrops()).isTrue();
                }
                return null;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6})
    void theTargetsFirewallMayResetAndTheMachineItselfToo(String target) throws Exception {
        TestNetwork.assumePossible();
        try (TestNetwork network = TestNetwork.create()) {
            network.atTarget("tcp dport " + RULED + " reject with tcp reset");
            NamespaceThread.call(network.scanner(), () -> {
                try (Transport transport = EpollConnectTransport.open()) {
                    assertThat(probe(transport, target, RULED)).contains(CLOSED);
                    assertThat(probe(transport, "127.0.0.1", FREE)).contains(CLOSED);
                    assertThat(probe(transport, "127.0.0.1", FREE)).contains(CLOSED);
                }
                return null;
            });
        }
    }

    private static Optional<Outcome> probe(Transport transport, String target, int port) throws Exception {
        return Probing.once(transport, Probing.address(target), port, PATIENCE);
    }
}
