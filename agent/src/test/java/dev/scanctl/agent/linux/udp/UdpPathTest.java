package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.contract.IcmpError;
import dev.scanctl.agent.contract.IcmpResponder;
import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.net.DatagramPacket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What UDP probes say about a path with rejections and gaps in it, each made with real rules. */
@Timeout(60)
class UdpPathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofMillis(400);

    private static @Nullable TestNetwork network;

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        network = TestNetwork.create();
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6, TestNetwork.TARGET_ON_LINK})
    void portThatAnswersIsOpen(String address) throws Exception {
        try (Listener listener = Listener.atTarget(network(), address.replace("probe0", "probe1"), 123)) {
            Map<Integer, Outcome> heard = NamespaceThread.call(network().scanner(), () -> {
                Map<Integer, Outcome> outcomes = new HashMap<>();
                try (UdpTransport transport = UdpTransport.open(8)) {
                    transport.send(5, Probing.address(address), 123, outcomes::put);
                    DatagramPacket question = listener.receive();
                    assertThat(question.getLength()).as("in the port's own words").isEqualTo(48);
                    listener.answer(question);
                    Probing.pollUntil(transport, outcomes::put, () -> !outcomes.isEmpty(), PATIENCE);
                }
                return outcomes;
            });

            assertThat(heard).containsExactly(Map.entry(5, Outcome.of(PortState.OPEN, Reason.UDP_RESPONSE)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6})
    void portWithoutListenerIsClosed(String address) throws Exception {
        assertThat(probe(address, 4_242)).contains(Verdicts.CLOSED);
    }

    @Test
    void droppedPortIsSilent() throws Exception {
        network().atTarget("udp dport 1001 drop");

        assertThat(probe(TestNetwork.TARGET, 1001, SILENCE)).isEmpty();
        assertThat(probe(TestNetwork.TARGET_V6, 1001, SILENCE)).isEmpty();
    }

    @Test
    void everyIcmpErrorIsFilteredByItsCodeButForTheClosedPort() throws Exception {
        try (IcmpResponder responder = IcmpResponder.open(network())) {
            assertRejected(TestNetwork.TARGET, IcmpError.V4);
            assertRejected(TestNetwork.TARGET_V6, IcmpError.V6);
        }
    }

    private static void assertRejected(String target, List<IcmpError> errors) throws Exception {
        Map<Integer, Outcome> expected = new TreeMap<>();
        List<IcmpError> told = errors.stream()
                .filter(error -> error != IcmpError.REASSEMBLY)
                .toList();
        for (IcmpError error : told) {
            boolean closed = error == IcmpError.PORT_UNREACH || error == IcmpError.PORT_UNREACH_V6;
            expected.put(error.port(), closed ? Verdicts.CLOSED : Outcome.of(PortState.FILTERED, error.reason()));
        }

        Map<Integer, Outcome> heard = NamespaceThread.call(network().scanner(), () -> {
            try (UdpTransport transport = UdpTransport.open(64)) {
                return Probing.all(transport, Address.parse(target), expected.keySet(), PATIENCE);
            }
        });

        assertThat(heard).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1010, port-unreachable, closed/port-unreach",
        "1011, host-unreachable, filtered/host-unreach",
        "1012, net-unreachable, filtered/net-unreach",
        "1013, admin-prohibited, filtered/admin-prohibited",
        "1014, prot-unreachable, filtered/proto-unreach",
        "1015, host-prohibited, filtered/admin-prohibited",
        "1016, net-prohibited, filtered/net-unreach"
    })
    void icmpRejectionIsFilteredByItsCodeButForTheClosedPort(int port, String code, String outcome) throws Exception {
        network().atTarget("meta nfproto ipv4 udp dport " + port + " reject with icmp " + code);

        assertThat(probe(TestNetwork.TARGET, port).map(Outcome::toString)).contains(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "1020, port-unreachable, closed/port-unreach",
        "1021, addr-unreachable, filtered/host-unreach",
        "1022, no-route, filtered/net-unreach",
        "1023, admin-prohibited, filtered/admin-prohibited",
        "1024, policy-fail, filtered/admin-prohibited",
        "1025, reject-route, filtered/admin-prohibited"
    })
    void icmp6RejectionIsFilteredByItsCodeButForTheClosedPort(int port, String code, String outcome) throws Exception {
        network().atTarget("meta nfproto ipv6 udp dport " + port + " reject with icmpv6 " + code);

        assertThat(probe(TestNetwork.TARGET_V6, port).map(Outcome::toString)).contains(outcome);
    }

    @Test
    void nobodyOnTheLinkIsNoNeighbour() throws Exception {
        Outcome nobody = Outcome.of(PortState.FILTERED, Reason.NO_NEIGHBOUR);

        assertThat(probe(TestNetwork.NOBODY, 80)).contains(nobody);
        assertThat(probe(TestNetwork.NOBODY_V6, 80)).contains(nobody);
    }

    @ParameterizedTest
    @CsvSource({"10.214.1.1,", "10.214.2.1, prohibit", "10.214.3.1, blackhole", "10.214.4.1, unreachable"})
    void ownRoutingTableIsNoObservation(String address, @Nullable String routeType) throws Exception {
        if (routeType != null) {
            network().routeAtScanner(routeType, address);
        }

        assertThat(probe(address, 80)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001 reject",
                "2002 drop",
                "2003 reject with icmpx admin-prohibited",
                "2004 reject with icmpx host-unreachable"
            })
    void ownFirewallIsNoObservation(String rule) throws Exception {
        network().atScanner("udp dport " + rule);
        int port = Integer.parseInt(rule.substring(0, 4));

        assertThat(probe(TestNetwork.TARGET, port)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL));
        assertThat(probe(TestNetwork.TARGET_V6, port)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL));
    }

    @Test
    void linkLocalPortsAreToldApart() throws Exception {
        network().atTarget("udp dport 1041 drop");

        assertThat(probe(TestNetwork.TARGET_ON_LINK, 1040)).contains(Verdicts.CLOSED);
        assertThat(probe(TestNetwork.TARGET_ON_LINK, 1041, SILENCE)).isEmpty();
        assertThat(probe(TestNetwork.SCANNER_ON_LINK, 1040)).as("this machine").contains(Verdicts.CLOSED);
        assertThat(probe(TestNetwork.NOBODY_ON_LINK, 80))
                .contains(Outcome.of(PortState.FILTERED, Reason.NO_NEIGHBOUR));
    }

    @Test
    void sameAddressOnTwoLinksIsTwoHosts() throws Exception {
        try (TestNetwork cables = TestNetwork.create()) {
            cables.addSecondCable();
            cables.atTarget("iifname probe3 udp dport 1040 reject with icmpv6 admin-prohibited");

            Map<Integer, Outcome> heard = NamespaceThread.call(cables.scanner(), () -> {
                Map<Integer, Outcome> outcomes = new HashMap<>();
                try (UdpTransport transport = UdpTransport.open(8)) {
                    transport.send(1, Probing.address(TestNetwork.TARGET_ON_LINK), 1040, outcomes::put);
                    transport.send(2, Probing.address(TestNetwork.TARGET_ON_SECOND_LINK), 1040, outcomes::put);
                    Probing.pollUntil(transport, outcomes::put, () -> outcomes.size() == 2, PATIENCE);
                }
                return outcomes;
            });

            assertThat(heard)
                    .containsEntry(1, Verdicts.CLOSED)
                    .containsEntry(2, Outcome.of(PortState.FILTERED, Reason.ADMIN_PROHIBITED));
        }
    }

    @Test
    void linkLocalTargetWithoutAZoneIsNoObservation() throws Exception {
        assertThat(probe("fe80::1", 80)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE));
    }

    @Test
    void linkWithoutACarrierIsNoObservation() throws Exception {
        try (TestNetwork cable = TestNetwork.create()) {
            List<Object> seen = NamespaceThread.call(cable.scanner(), () -> {
                try (UdpTransport transport = UdpTransport.open(8)) {
                    Address target = Address.parse(TestNetwork.TARGET);
                    Probing.once(transport, target, 23, PATIENCE);
                    boolean before = transport.localDrops();
                    cable.unplugAtTarget();
                    Outcome outcome =
                            Probing.once(transport, target, 24, PATIENCE).orElseThrow();
                    return List.of(before, outcome.state(), transport.localDrops());
                }
            });

            assertThat(seen).containsExactly(false, PortState.UNKNOWN, true);
        }
    }

    private static Optional<Outcome> probe(String address, int port) throws Exception {
        return probe(address, port, PATIENCE);
    }

    private static Optional<Outcome> probe(String address, int port, Duration patience) throws Exception {
        return NamespaceThread.call(network().scanner(), () -> {
            try (UdpTransport transport = UdpTransport.open(8)) {
                return Probing.once(transport, Probing.address(address), port, patience);
            }
        });
    }

    private static TestNetwork network() {
        return Objects.requireNonNull(network);
    }
}
