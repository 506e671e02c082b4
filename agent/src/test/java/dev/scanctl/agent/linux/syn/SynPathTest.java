package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.PathContract;
import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.EphemeralPorts;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynPathTest implements PathContract {
    private static final Outcome LOCAL_FIREWALL = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL);

    private static @Nullable TestNetwork network;

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        Optional<String> why = SynTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        network = TestNetwork.create();
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    @Override
    public TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    @Override
    public Transport openTransport(int maxInFlight) {
        return SynTransport.open(maxInFlight);
    }

    @Override
    public Outcome shownFor(Outcome truth, boolean v6) {
        return truth;
    }

    @Override
    public Outcome closed() {
        return Outcome.of(PortState.CLOSED, Reason.RESET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001 reject",
                "2002 reject with icmp host-unreachable",
                "2003 reject with icmp admin-prohibited",
                "2004 reject with tcp reset",
                "2005 drop"
            })
    void ownFirewallIsNoObservation(String rule) throws Exception {
        network().atScanner("tcp dport " + rule);
        int port = Integer.parseInt(rule.substring(0, 4));

        assertThat(probe(TestNetwork.TARGET, port)).contains(LOCAL_FIREWALL);
    }

    @Test
    void ownIpv6FirewallIsNoObservation() throws Exception {
        network().atScanner("meta nfproto ipv6 tcp dport 2010-2011 reject with icmpv6 admin-prohibited");

        assertThat(probe(TestNetwork.TARGET_V6, 2010)).contains(LOCAL_FIREWALL);
    }

    @Test
    void onceOwnFirewallHasRefusedAProbeItIsAskedAboutAll() throws Exception {
        network().atScanner("tcp dport 2050-2549 drop");
        List<Integer> ports = IntStream.range(2050, 2550).boxed().toList();

        Map<Integer, Outcome> heard = all(TestNetwork.TARGET, ports);

        assertThat(heard).hasSize(500).values().containsOnly(LOCAL_FIREWALL);
    }

    @Test
    void nextHopThatDoesNotAnswerIsNoObservation() throws Exception {
        network().routeAtScanner("10.215.0.0/24", "via", "10.213.7.98");

        assertThat(probe("10.215.0.1", 80)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE));
    }

    /** To a TCP socket, which is bound to the link by its zone, the kernel does not tell it. */
    @Test
    void nobodyAtALinkLocalAddressIsNoNeighbour() throws Exception {
        assertThat(probe(TestNetwork.NOBODY_ON_LINK, 80))
                .contains(Outcome.of(PortState.FILTERED, Reason.NO_NEIGHBOUR));
    }

    @Test
    void firewallOfATargetOnThisMachineIsTheTargets() throws Exception {
        network().atScanner("ip daddr 127.0.0.9 tcp dport 2040 reject with icmp port-unreachable");

        assertThat(probe("127.0.0.9", 2040)).contains(Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH));
    }

    @Test
    void ownAddressesAreTargetsLikeOthers() throws Exception {
        for (String own : List.of("127.0.0.1", "::1", "10.213.7.254", "fd13::fe", TestNetwork.SCANNER_ON_LINK)) {
            assertThat(probe(own, 9)).as(own).contains(closed());
        }
    }

    /** Its own SYN comes back to it from there, from and to ports that it probes from. */
    @Test
    void ownSourcePortsOfThisMachineAreClosed() throws Exception {
        int last = EphemeralPorts.read().first();
        List<Integer> ports = IntStream.range(last - (1 << 14), last).boxed().toList();

        assertThat(all("127.0.0.1", ports)).hasSize(ports.size()).values().containsOnly(closed());
    }

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6, TestNetwork.TARGET_ON_LINK})
    void thousandsOfPortsOfAnotherMachineAreEachToldOnce(String target) throws Exception {
        Set<Integer> listening = Set.of(4_000, 4_777, 5_313, 5_999);
        List<ServerSocket> listeners = new ArrayList<>();
        try {
            for (int port : listening) {
                listeners.add(NamespaceThread.call(
                        network().target(), () -> new ServerSocket(port)));
            }

            Map<Integer, Outcome> heard =
                    all(target, IntStream.range(4_000, 6_000).boxed().toList());

            assertThat(heard).hasSize(2_000);
            heard.forEach((port, outcome) -> assertThat(outcome)
                    .as("port %s", port)
                    .isEqualTo(listening.contains(port) ? Outcome.of(PortState.OPEN, Reason.SYN_ACK) : closed()));
        } finally {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
        }
    }

    @Test
    void linkWithoutACarrierIsNoObservation() throws Exception {
        try (TestNetwork cable = TestNetwork.create()) {
            List<Object> seen = NamespaceThread.call(cable.scanner(), () -> {
                try (Transport transport = openTransport(8)) {
                    Address target = Address.parse(TestNetwork.TARGET);
                    Probing.once(transport, target, 23, PATIENCE);
                    boolean before = transport.localDrops();
                    cable.unplugAtTarget();
                    Outcome outcome = onceTheLossIsKnown(transport, target);
                    return List.of(before, outcome.toString(), transport.localDrops());
                }
            });

            assertThat(seen).containsExactly(false, "unknown/local-link", true);
        }
    }

    /** For a moment the link is thought to be well, and its queue full. */
    private static Outcome onceTheLossIsKnown(Transport transport, Address target) {
        Outcome full = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_BUFFERS);
        Optional<Outcome> outcome = Probing.once(transport, target, 24, PATIENCE);
        while (outcome.equals(Optional.of(full))) {
            outcome = Probing.once(transport, target, 24, PATIENCE);
        }
        return outcome.orElseThrow();
    }

    @Test
    void neighbourIsFoundOnceTheKernelKnowsIt() throws Exception {
        network().routeAtScanner("10.216.0.0/24", "via", TestNetwork.TARGET);
        List<Boolean> known = NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(8);
                    NextHops hops = new NextHops(new SystemCalls())) {
                Probing.once(transport, Address.parse(TestNetwork.TARGET), 9, PATIENCE);
                Probing.once(transport, Address.parse(TestNetwork.TARGET_V6), 9, PATIENCE);
                Probing.once(transport, Probing.address(TestNetwork.TARGET_ON_LINK), 9, PATIENCE);
                assertThat(hops.towards(Probing.address(TestNetwork.TARGET_ON_LINK))).isPresent();
                return Stream.of(
                                TestNetwork.TARGET, TestNetwork.TARGET_V6, "10.216.0.1", "127.0.0.1", "10.213.7.254",
                                "10.213.7.97", "10.214.9.9")
                        .map(target -> hops.towards(Address.parse(target)).isPresent())
                        .toList();
            }
        });

        assertThat(known).containsExactly(true, true, true, false, false, false, false);
    }

    private Map<Integer, Outcome> all(String target, List<Integer> ports) throws Exception {
        return NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(256)) {
                return Probing.all(transport, Probing.address(target), ports, PATIENCE);
            }
        });
    }
}
