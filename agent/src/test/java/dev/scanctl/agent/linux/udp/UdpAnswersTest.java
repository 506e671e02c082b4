package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.net.DatagramPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom an answer is told to, over a real link: other ports' errors, other source ports, late ones. */
@Timeout(60)
class UdpAnswersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Address TARGET = Address.parse(TestNetwork.TARGET);
    private static final Address TARGET_V6 = Address.parse(TestNetwork.TARGET_V6);

    private static @Nullable TestNetwork network;

    private final Heard heard = new Heard();

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        network = TestNetwork.create();
        network.atTarget("udp dport 3000-3099 drop");
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void thousandClosedPortsAmongOpenAndSilentOnesAreEachToldRight() throws Exception {
        try (Listener first = Listener.atTarget(network(), TestNetwork.TARGET, 2_500);
                Listener last = Listener.atTarget(network(), TestNetwork.TARGET, 3_100)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(2_000)) {
                    for (int port = 2_100; port <= 3_200; port++) {
                        transport.send(port, TARGET, port, heard);
                        if (port == 2_500) {
                            first.echo();
                        } else if (port == 3_100) {
                            last.echo();
                        }
                    }
                    Probing.pollUntil(transport, heard, () -> heard.replies.size() == 1_001, PATIENCE);
                }
                return null;
            });
        }

        List<Integer> answering = IntStream.rangeClosed(2_100, 3_200)
                .filter(port -> port < 3_000 || port > 3_099)
                .boxed()
                .toList();
        assertThat(heard.replies.keySet()).containsExactlyInAnyOrderElementsOf(answering);
        assertThat(heard.portsThatAre(Verdicts.OPEN)).containsExactlyInAnyOrder(2_500, 3_100);
        assertThat(heard.portsThatAre(Verdicts.CLOSED)).hasSize(999);
        assertThat(heard.late).isEmpty();
    }

    @Test
    void errorOfOnePortIsNotBlamedOnTheNextHost() throws Exception {
        try (Listener listener = Listener.atTarget(network(), TestNetwork.TARGET_V6, 2_000)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(500)) {
                    for (int port = 4_000; port < 4_200; port++) {
                        transport.send(port, TARGET_V6, port, heard);
                    }
                    transport.send(1, TARGET_V6, 2_000, heard);
                    listener.echo();
                    Probing.pollUntil(transport, heard, () -> heard.replies.size() == 201, PATIENCE);
                }
                return null;
            });
        }

        assertThat(heard.portsThatAre(Verdicts.OPEN)).containsExactly(1);
        assertThat(heard.portsThatAre(Verdicts.CLOSED)).hasSize(200);
    }

    @Test
    void answerFromAnotherPortIsToldToTheOnlyOneItCanBelongTo() throws Exception {
        try (Listener tftp = Listener.atTarget(network(), TestNetwork.TARGET, 69);
                Listener transfer = Listener.atTarget(network(), TestNetwork.TARGET, 0)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(500)) {
                    for (int port = 3_000; port < 3_100; port++) {
                        transport.send(port, TARGET, port, heard);
                    }
                    transport.send(69, TARGET, 69, heard);
                    DatagramPacket question = tftp.receive();
                    transfer.answer(question);
                    Probing.pollUntil(transport, heard, () -> !heard.replies.isEmpty(), PATIENCE);
                    transfer.answer(question);
                    Probing.pollUntil(transport, heard, () -> transport.ignored() > 0, PATIENCE);
                }
                return null;
            });
        }

        assertThat(heard.replies).containsExactly(Map.entry(69, Verdicts.OPEN_OTHER_SOURCE));
    }

    @Test
    void answerFromAnotherPortThatMayBelongToSeveralIsIgnored() throws Exception {
        try (Listener asked = Listener.atTarget(network(), TestNetwork.TARGET, 2_000);
                Listener other = Listener.atTarget(network(), TestNetwork.TARGET, 0)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(500)) {
                    for (int port = 3_000; port < 3_100; port++) {
                        transport.send(port, TARGET, port, heard);
                    }
                    transport.send(1, TARGET, 2_000, heard);
                    other.answer(asked.receive());
                    Probing.pollUntil(transport, heard, () -> transport.ignored() > 0, PATIENCE);
                }
                return null;
            });
        }

        assertThat(heard.replies).isEmpty();
    }

    @Test
    void answerToAnAbandonedAttemptIsLate() throws Exception {
        try (Listener listener = Listener.atTarget(network(), TestNetwork.TARGET, 2_000)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(8)) {
                    transport.send(1, TARGET, 2_000, heard);
                    transport.abandon(1);
                    DatagramPacket question = listener.receive();
                    listener.answer(question);
                    Probing.pollUntil(transport, heard, () -> !heard.late.isEmpty(), PATIENCE);
                    listener.answer(question);
                    Probing.pollUntil(transport, heard, () -> transport.ignored() > 0, PATIENCE);
                    transport.send(2, TARGET, 2_001, heard);
                    transport.abandon(2);
                    Probing.pollUntil(transport, heard, () -> heard.late.size() == 2, PATIENCE);
                }
                return null;
            });
        }

        assertThat(heard.replies).isEmpty();
        assertThat(heard.late).containsExactly("10.213.7.1:2000 open/udp-response", "10.213.7.1:2001 closed/port-unreach");
    }

    @Test
    void answerToAnEarlierAttemptEndsTheOneThatIsOpen() throws Exception {
        try (Listener listener = Listener.atTarget(network(), TestNetwork.TARGET, 443)) {
            NamespaceThread.call(network().scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(8)) {
                    transport.send(1, TARGET, 443, heard);
                    transport.abandon(1);
                    transport.send(2, TARGET, 443, heard);
                    DatagramPacket first = listener.receive();
                    assertThat(first.getLength()).as("QUIC").isEqualTo(1_200);
                    assertThat(listener.receive().getLength()).as("then DTLS").isLessThan(200);
                    listener.answer(first);
                    Probing.pollUntil(transport, heard, () -> !heard.replies.isEmpty(), PATIENCE);
                }
                return null;
            });
        }

        assertThat(heard.replies).containsExactly(Map.entry(2, Verdicts.OPEN));
        assertThat(heard.late).isEmpty();
    }

    private static TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    private static final class Heard implements Replies {
        final Map<Integer, Outcome> replies = new HashMap<>();
        final List<String> late = new ArrayList<>();

        @Override
        public void reply(int attempt, Outcome outcome) {
            assertThat(replies.put(attempt, outcome)).as("attempt %s ends once", attempt).isNull();
        }

        @Override
        public void late(Address target, int port, Outcome outcome) {
            late.add(target + ":" + port + " " + outcome);
        }

        List<Integer> portsThatAre(Outcome outcome) {
            return replies.entrySet().stream()
                    .filter(each -> each.getValue() == outcome)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }
}
