package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a TCP transport says about a path with rejections and gaps in it, each made with real rules. */
@Timeout(60)
public interface PathContract {
    Duration PATIENCE = Duration.ofSeconds(20);
    Duration SILENCE = Duration.ofMillis(400);

    /** The network of all tests of the class. */
    TestNetwork network();

    /** A fresh transport of the calling thread's namespace. */
    Transport openTransport(int maxInFlight);

    /** How this transport shows what is really so; the same unless it cannot tell. */
    Outcome shownFor(Outcome truth, boolean v6);

    /** What is really so of a port that answers with a reset. */
    default Outcome closed() {
        return Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    }

    @Test
    default void portsOfAnotherMachineAreToldApart() throws Exception {
        try (ServerSocket listener = NamespaceThread.call(
                network().target(), () -> new ServerSocket(22, 50, InetAddress.getByName(TestNetwork.TARGET)))) {
            assertThat(listener.isBound()).isTrue();
            assertThat(probe(TestNetwork.TARGET, 22)).contains(shown(PortState.OPEN, Reason.SYN_ACK));
            assertThat(probe(TestNetwork.TARGET, 23)).contains(shownFor(closed(), false));
            assertThat(probe(TestNetwork.TARGET_V6, 22)).contains(shownFor(closed(), false));
        }
    }

    @Test
    default void droppedPortIsSilent() throws Exception {
        network().atTarget("tcp dport 1001 drop");

        assertThat(probe(TestNetwork.TARGET, 1001, SILENCE)).isEmpty();
        assertThat(probe(TestNetwork.TARGET_V6, 1001, SILENCE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1010, reject with icmp port-unreachable, PORT_UNREACH",
        "1011, reject with icmp host-unreachable, HOST_UNREACH",
        "1012, reject with icmp net-unreachable, NET_UNREACH",
        "1013, reject with icmp admin-prohibited, ADMIN_PROHIBITED",
        "1014, reject with icmp prot-unreachable, PROTO_UNREACH",
        "1015, reject with icmp host-prohibited, ADMIN_PROHIBITED",
        "1016, reject with icmp net-prohibited, NET_UNREACH"
    })
    default void icmpRejectionIsFilteredWithItsReason(int port, String rule, Reason reason) throws Exception {
        network().atTarget("meta nfproto ipv4 tcp dport " + port + " " + rule);

        assertThat(probe(TestNetwork.TARGET, port)).contains(shown(PortState.FILTERED, reason));
    }

    @ParameterizedTest
    @CsvSource({
        "1020, reject with icmpv6 port-unreachable, PORT_UNREACH",
        "1021, reject with icmpv6 addr-unreachable, HOST_UNREACH",
        "1022, reject with icmpv6 no-route, NET_UNREACH",
        "1023, reject with icmpv6 admin-prohibited, ADMIN_PROHIBITED",
        "1024, reject with icmpv6 policy-fail, ADMIN_PROHIBITED",
        "1025, reject with icmpv6 reject-route, ADMIN_PROHIBITED"
    })
    default void icmp6RejectionIsFilteredWithItsReason(int port, String rule, Reason reason) throws Exception {
        network().atTarget("meta nfproto ipv6 tcp dport " + port + " " + rule);

        assertThat(probe(TestNetwork.TARGET_V6, port)).contains(shown6(PortState.FILTERED, reason));
    }

    @Test
    default void everyIcmpErrorIsFilteredByItsCode() throws Exception {
        try (IcmpResponder responder = IcmpResponder.open(network())) {
            assertRejected(TestNetwork.TARGET, IcmpError.V4);
            assertRejected(TestNetwork.TARGET_V6, IcmpError.V6);
        }
    }

    private void assertRejected(String target, List<IcmpError> errors) throws Exception {
        boolean v6 = errors == IcmpError.V6;
        List<IcmpError> told = errors.stream().filter(this::tells).toList();
        Map<Integer, Outcome> expected = new TreeMap<>();
        told.forEach(error -> expected.put(
                error.port(), shownFor(Outcome.of(PortState.FILTERED, error.reason()), v6)));

        Map<Integer, Outcome> heard = NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(64)) {
                return Probing.all(transport, Probing.address(target), expected.keySet(), PATIENCE);
            }
        });

        assertThat(heard).isEqualTo(expected);
    }

    /** Whether this error comes to the transport at all. */
    default boolean tells(IcmpError error) {
        return true;
    }

    @Test
    default void rejectionWithAResetIsClosed() throws Exception {
        network().atTarget("tcp dport 1030 reject with tcp reset");

        assertThat(probe(TestNetwork.TARGET, 1030)).contains(shownFor(closed(), false));
        assertThat(probe(TestNetwork.TARGET_V6, 1030)).contains(shownFor(closed(), false));
    }

    @Test
    default void nobodyOnTheLinkIsNoNeighbour() throws Exception {
        assertThat(probe(TestNetwork.NOBODY, 80)).contains(shown(PortState.FILTERED, Reason.NO_NEIGHBOUR));
        assertThat(probe(TestNetwork.NOBODY_V6, 80)).contains(shown6(PortState.FILTERED, Reason.NO_NEIGHBOUR));
    }

    @Test
    default void linkLocalPortsAreToldApart() throws Exception {
        network().atTarget("tcp dport 1041 drop");
        network().atTarget("meta nfproto ipv6 tcp dport 1042 reject with icmpv6 admin-prohibited");

        try (ServerSocket listener = NamespaceThread.call(network().target(), () -> new ServerSocket(1040))) {
            assertThat(listener.isBound()).isTrue();
            assertThat(probe(TestNetwork.TARGET_ON_LINK, 1040)).contains(shown(PortState.OPEN, Reason.SYN_ACK));
        }
        assertThat(probe(TestNetwork.TARGET_ON_LINK, 1040)).contains(shownFor(closed(), true));
        assertThat(probe(TestNetwork.TARGET_ON_LINK, 1041, SILENCE)).isEmpty();
        assertThat(probe(TestNetwork.TARGET_ON_LINK, 1042))
                .contains(shown6(PortState.FILTERED, Reason.ADMIN_PROHIBITED));
        assertThat(probe(TestNetwork.SCANNER_ON_LINK, 1040)).as("this machine").contains(shownFor(closed(), true));
    }

    @Test
    default void sameAddressOnTwoLinksIsTwoHosts() throws Exception {
        try (TestNetwork cables = TestNetwork.create()) {
            cables.addSecondCable();
            cables.atTarget("iifname probe1 tcp dport 80 reject with tcp reset");
            cables.atTarget("iifname probe3 tcp dport 80 reject with icmpv6 admin-prohibited");

            Map<Integer, Outcome> heard = NamespaceThread.call(cables.scanner(), () -> {
                Map<Integer, Outcome> outcomes = new HashMap<>();
                try (Transport transport = openTransport(8)) {
                    for (int attempt = 0; attempt < 8; attempt++) {
                        String target = attempt < 4 ? TestNetwork.TARGET_ON_LINK : TestNetwork.TARGET_ON_SECOND_LINK;
                        transport.send(attempt, Probing.address(target), 80, outcomes::put);
                    }
                    Probing.pollUntil(transport, outcomes::put, () -> outcomes.size() == 8, PATIENCE);
                }
                return outcomes;
            });

            assertThat(heard).hasSize(8);
            heard.forEach((attempt, outcome) -> assertThat(outcome)
                    .as("attempt %s", attempt)
                    .isEqualTo(
                            attempt < 4
                                    ? shownFor(closed(), true)
                                    : shown6(PortState.FILTERED, Reason.ADMIN_PROHIBITED)));
        }
    }

    @ParameterizedTest
    @CsvSource({"10.214.1.1,", "10.214.2.1, prohibit", "10.214.3.1, blackhole", "10.214.4.1, unreachable"})
    default void ownRoutingTableIsNoObservation(String address, String routeType) throws Exception {
        if (routeType != null) {
            network().routeAtScanner(routeType, address);
        }

        assertThat(probe(address, 80)).contains(shown(PortState.UNKNOWN, Reason.LOCAL_ROUTE));
    }

    default Optional<Outcome> probe(String address, int port) throws Exception {
        return probe(address, port, PATIENCE);
    }

    default Optional<Outcome> probe(String address, int port, Duration patience) throws Exception {
        return NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(8)) {
                return Probing.once(transport, Probing.address(address), port, patience);
            }
        });
    }

    private Outcome shown(PortState state, Reason reason) {
        return shownFor(Outcome.of(state, reason), false);
    }

    private Outcome shown6(PortState state, Reason reason) {
        return shownFor(Outcome.of(state, reason), true);
    }
}
