package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import java.io.IOException;
import java.net.DatagramPacket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP probes of this machine, and how the transport keeps its promises to the engine. */
@Timeout(60)
class UdpTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Address LOOPBACK = Address.parse("127.0.0.1");

    private final Map<Integer, Outcome> heard = new HashMap<>();

    @BeforeEach
    void supported() {
        Optional<String> why = UdpTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
    }

    @Test
    void gentleProbeSaysNothing() throws IOException {
        Address target = Address.parse("127.44.3.1");
        try (UdpTransport transport = UdpTransport.open(8);
                Listener coap = Listener.on("127.44.3.1", 5683)) {
            transport.send(1, target, 5683, heard::put);
            assertThat(coap.receive().getLength()).isPositive();

            transport.sendGently(2, target, 5683, heard::put);
            assertThat(coap.receive().getLength()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void portsOfThisMachineAreToldApart(String address) throws IOException {
        try (UdpTransport transport = UdpTransport.open(8);
                Listener listener = Listener.on(address, 0)) {
            transport.send(1, Address.parse(address), listener.port(), heard::put);
            listener.echo();
            transport.send(2, Address.parse(address), freePort(address), heard::put);

            Probing.pollUntil(transport, heard::put, () -> heard.size() == 2, PATIENCE);

            assertThat(heard).isEqualTo(Map.of(1, Verdicts.OPEN, 2, Verdicts.CLOSED));
        }
    }

    @Test
    void portsOfTheTransportItselfAreClosed() {
        try (UdpTransport transport = UdpTransport.open(70_000)) {
            Map<Integer, Outcome> ports = new TreeMap<>();
            IntStream.range(30_000, 62_000).forEach(port -> {
                transport.send(port, LOOPBACK, port, ports::put);
                transport.poll(0, ports::put);
            });
            Probing.pollUntil(transport, ports::put, () -> ports.size() > 31_900, PATIENCE);

            assertThat(ports).doesNotContainValue(Verdicts.OPEN).containsValue(Verdicts.CLOSED);
            assertThat(ports).doesNotContainValue(Verdicts.OPEN_OTHER_SOURCE);
        }
    }

    @Test
    void abandonedAttemptsGiveNoReplyAndTheirNumbersAreFree() throws IOException {
        try (UdpTransport transport = UdpTransport.open(8);
                Listener listener = Listener.on("127.0.0.1", 0)) {
            transport.send(3, LOOPBACK, listener.port(), heard::put);
            transport.abandon(3);
            transport.abandon(4);
            transport.send(3, LOOPBACK, freePort("127.0.0.1"), heard::put);
            listener.echo();

            Probing.pollUntil(transport, heard::put, () -> !heard.isEmpty(), PATIENCE);

            assertThat(heard).containsExactly(Map.entry(3, Verdicts.CLOSED));
        }
    }

    @Test
    void twoAttemptsAtOnePortAreBothAnswered() throws IOException {
        try (UdpTransport transport = UdpTransport.open(8);
                Listener listener = Listener.on("127.0.0.1", 0)) {
            transport.send(1, LOOPBACK, listener.port(), heard::put);
            transport.send(2, LOOPBACK, listener.port(), heard::put);
            DatagramPacket question = listener.receive();
            listener.answer(question);

            Probing.pollUntil(transport, heard::put, () -> heard.size() == 2, PATIENCE);

            assertThat(heard).isEqualTo(Map.of(1, Verdicts.OPEN, 2, Verdicts.OPEN));
        }
    }

    @Test
    void answersThatTheKernelHadNoRoomForAreDrops() throws IOException {
        try (UdpTransport transport = UdpTransport.open(8);
                Listener listener = Listener.on("127.0.0.1", 0)) {
            transport.send(1, LOOPBACK, listener.port(), heard::put);
            DatagramPacket question = listener.receive();
            transport.localDrops();
            question.setData(new byte[1_400]);
            for (int i = 0; i < 20_000; i++) {
                listener.answer(question);
            }

            assertThat(transport.localDrops()).isTrue();
        }
    }

    @Test
    void portZeroCannotBeAsked() {
        try (UdpTransport transport = UdpTransport.open(8)) {
            assertThat(Probing.once(transport, LOOPBACK, 0, PATIENCE).map(Outcome::toString))
                    .contains("unknown/local-other");
        }
    }

    @Test
    void wakeUpEndsAWaitFromAnyThread() throws InterruptedException {
        try (UdpTransport transport = UdpTransport.open(8)) {
            Thread waker = Thread.ofPlatform().start(transport::wakeUp);

            transport.poll(Duration.ofSeconds(50).toNanos(), (_, _) -> {});

            waker.join();
        }
    }

    @Test
    void wakeUpAfterCloseDoesNothing() {
        UdpTransport transport = UdpTransport.open(8);
        transport.close();

        transport.wakeUp();
        transport.close();
    }

    @Test
    void capacityIsWhatWasAskedFor() {
        try (UdpTransport transport = UdpTransport.open()) {
            assertThat(transport.capacity()).isEqualTo(8_192);
            assertThat(transport.method()).isEqualTo(Method.UDP);
        }
        assertThat(catchThrowable(() -> UdpTransport.open(0))).isInstanceOf(IllegalArgumentException.class);
    }

    private static int freePort(String address) throws IOException {
        try (Listener probe = Listener.on(address, 0)) {
            return probe.port();
        }
    }
}
