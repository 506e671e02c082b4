package dev.scanctl.agent.linux.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts on the scanner's link, and behind a router on it that is the target's kernel. */
@Timeout(60)
class ReachPathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final String ECHO_REPLY = "closed/echo-reply";
    private static final String NEIGHBOUR_REPLY = "closed/neighbour-reply";

    private static @Nullable TestNetwork network;

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        Optional<String> why = EchoTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        TestNetwork built = TestNetwork.create();
        network = built;
        built.routerAtTarget("10.217.0.0/16", "fd17::/32", "10.217.0.1/32", "10.217.0.2/32", "fd17::1/128", "fd17::2/128");
        built.routeAtTarget("unreachable", "10.217.1.1");
        built.routeAtTarget("prohibit", "10.217.1.2");
        built.routeAtTarget("blackhole", "10.217.1.3");
        built.routeAtTarget("unreachable", "fd17:0:1::1");
        built.routeAtTarget("prohibit", "fd17:0:1::2");
        built.atTarget("ip daddr 10.217.0.2 drop");
        built.atTarget("ip6 daddr fd17::2 drop");
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    private static String asked(Supplier<Transport> opener, String target, Duration patience) throws Exception {
        return NamespaceThread.call(network().scanner(), () -> {
                    try (Transport transport = opener.get()) {
                        return Probing.once(transport, Probing.address(target), 0, patience);
                    }
                })
                .map(Outcome::toString)
                .orElse("silent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6, TestNetwork.TARGET_ON_LINK, "10.217.0.1", "fd17::1"})
    void hostThatAnswersAnEchoIsThere(String target) throws Exception {
        assertThat(asked(EchoTransport::open, target, PATIENCE)).isEqualTo(ECHO_REPLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.217.0.2", "fd17::2", "10.217.1.3"})
    void hostThatDropsEchoesIsSilent(String target) throws Exception {
        assertThat(asked(EchoTransport::open, target, SILENCE)).isEqualTo("silent");
    }

    @ParameterizedTest
    @CsvSource({
        "10.217.1.1, filtered/host-unreach",
        "10.217.1.2, filtered/admin-prohibited",
        "fd17:0:1::1, filtered/net-unreach",
        "fd17:0:1::2, filtered/admin-prohibited"
    })
    void routersWordIsHeardWithItsReason(String target, String outcome) throws Exception {
        assertThat(asked(EchoTransport::open, target, PATIENCE)).isEqualTo(outcome);
    }

    @Test
    void ownFirewallAndOwnRoutesAreNoObservation() throws Exception {
        network().atScanner("ip daddr 10.217.0.9 drop");

        assertThat(asked(EchoTransport::open, "10.217.0.9", PATIENCE)).isEqualTo("unknown/local-firewall");
        assertThat(asked(EchoTransport::open, "10.218.0.1", PATIENCE)).isEqualTo("unknown/local-route");
        assertThat(asked(NeighbourTransport::open, "10.218.0.1", PATIENCE)).isEqualTo("unknown/local-route");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.213.7.254", "fd13::fe", TestNetwork.SCANNER_ON_LINK})
    void thisMachineIsThere(String own) throws Exception {
        assertThat(asked(EchoTransport::open, own, PATIENCE)).isEqualTo(ECHO_REPLY);
        assertThat(asked(NeighbourTransport::open, own, PATIENCE)).isEqualTo(NEIGHBOUR_REPLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6, TestNetwork.TARGET_ON_LINK})
    void neighbourAnswersOnTheLink(String target) throws Exception {
        assertThat(asked(NeighbourTransport::open, target, PATIENCE)).isEqualTo(NEIGHBOUR_REPLY);
    }

    @Test
    void neighbourThatDropsEverythingElseAnswersOnTheLink() throws Exception {
        try (TestNetwork guarded = TestNetwork.create()) {
            guarded.atTarget("meta l4proto { icmp, tcp, udp } drop");
            Optional<Outcome> outcome = NamespaceThread.call(guarded.scanner(), () -> {
                try (Transport transport = NeighbourTransport.open()) {
                    return Probing.once(transport, Address.parse(TestNetwork.TARGET), 0, PATIENCE);
                }
            });

            assertThat(outcome).hasToString("Optional[" + NEIGHBOUR_REPLY + "]");
        }
    }

    @Test
    void nobodyIsSilentAndLeavesNoTraceInTheKernelsTable() throws Exception {
        List<String> nobody = List.of("10.213.7.50", "10.213.7.51", "10.213.7.255", "fd13::50", TestNetwork.NOBODY_ON_LINK);
        for (String target : nobody) {
            assertThat(asked(NeighbourTransport::open, target, SILENCE)).as(target).isEqualTo("silent");
        }

        assertThat(network().neighboursOfScanner()).contains(TestNetwork.TARGET).doesNotContain(nobody);
    }

    @Test
    void linkWithoutACarrierIsNoObservation() throws Exception {
        try (TestNetwork cable = TestNetwork.create()) {
            List<String> seen = NamespaceThread.call(cable.scanner(), () -> {
                try (Transport transport = NeighbourTransport.open()) {
                    Address target = Address.parse(TestNetwork.TARGET);
                    Probing.once(transport, target, 0, PATIENCE);
                    cable.unplugAtTarget();
                    String outcome = onceTheLossIsKnown(transport, target);
                    return List.of(outcome, "" + transport.localDrops());
                }
            });

            assertThat(seen).containsExactly("unknown/local-link", "true");
        }
    }

    /** For a moment the link is thought to be well, and silent or its queue full. */
    private static String onceTheLossIsKnown(Transport transport, Address target) {
        Set<String> passing = Set.of("silent", "unknown/local-buffers");
        String outcome = "silent";
        while (passing.contains(outcome)) {
            outcome = Probing.once(transport, target, 0, SILENCE).map(Outcome::toString).orElse("silent");
        }
        return outcome;
    }

    @Test
    void onlyAddressesOfTheLinkAreOnTheLink() throws Exception {
        AddressSet asked = AddressSet.of(Stream.of(
                        TestNetwork.TARGET, TestNetwork.NOBODY, TestNetwork.TARGET_V6, "10.213.7.254", "127.0.0.1",
                        "10.217.0.1", "fd17::1", "10.218.0.1", "::1")
                .map(each -> AddressRange.of(Address.parse(each)))
                .toList());

        AddressSet near = NamespaceThread.call(network().scanner(), () -> new OnLink().among(asked));

        assertThat(near).hasToString("[10.213.7.1, 10.213.7.99, fd13::1]");
    }

    @Test
    void wakeUpEndsAWait() throws Exception {
        NamespaceThread.call(network().scanner(), () -> {
            for (Supplier<Transport> opener : List.<Supplier<Transport>>of(EchoTransport::open, NeighbourTransport::open)) {
                try (Transport transport = opener.get()) {
                    transport.wakeUp();
                    transport.poll(Duration.ofMinutes(5).toNanos(), (_, _) -> {});
                }
            }
            return true;
        });
    }
}
