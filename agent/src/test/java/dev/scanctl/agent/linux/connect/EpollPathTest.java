package dev.scanctl.agent.linux.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.ProcFile;
import dev.scanctl.agent.linux.ProcText;
import dev.scanctl.agent.contract.IcmpError;
import dev.scanctl.agent.contract.PathContract;
import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpollPathTest implements PathContract {
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

    @Override
    public TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    @Override
    public Transport openTransport(int maxInFlight) {
        return EpollConnectTransport.open(maxInFlight);
    }

    /** A connection attempt hears nothing of these, and stays without an answer. */
    @Override
    public boolean tells(IcmpError error) {
        return error != IcmpError.FRAG_NEEDED && error != IcmpError.REASSEMBLY;
    }

    @Override
    public Outcome shownFor(Outcome truth, boolean v6) {
        return truth;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001 reject",
                "2002 reject with icmp port-unreachable",
                "2003 reject with icmp host-unreachable",
                "2004 reject with icmp admin-prohibited"
            })
    void ownFirewallIsNoObservation(String rule) throws Exception {
        network().atScanner("meta nfproto ipv4 tcp dport " + rule);
        int port = Integer.parseInt(rule.substring(0, 4));

        assertThat(probe(TestNetwork.TARGET, port))
                .contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL));
    }

    @Test
    void ownIpv6FirewallIsNoObservation() throws Exception {
        network().atScanner("meta nfproto ipv6 tcp dport 2010 reject with icmpv6 admin-prohibited");

        assertThat(probe(TestNetwork.TARGET_V6, 2010))
                .contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL));
    }

    @Test
    void nextHopThatDoesNotAnswerIsNoObservation() throws Exception {
        network().routeAtScanner("10.215.0.0/24", "via", "10.213.7.98");

        assertThat(probe("10.215.0.1", 80)).contains(Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipv4 " + TestNetwork.TARGET, "ipv6 " + TestNetwork.TARGET_V6})
    void silentDropByOwnFirewallIsSeenAtOnce(String familyAndTarget) throws Exception {
        String[] words = familyAndTarget.split(" ");
        int port = words[0].equals("ipv4") ? 2020 : 2021;
        network().atScanner("meta nfproto " + words[0] + " tcp dport " + port + " drop");

        boolean[] drops = NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(8)) {
                Address target = Address.parse(words[1]);
                Probing.once(transport, target, 23, PATIENCE);
                boolean before = transport.localDrops();
                assertThat(Probing.once(transport, target, port, SILENCE)).isEmpty();
                return new boolean[] {before, transport.localDrops(), transport.localDrops()};
            }
        });

        assertThat(drops).containsExactly(false, true, false);
    }

    @Test
    void blockedRetransmissionIsSeen() throws Exception {
        network().atScanner("tcp dport 2030 drop");

        String counters = NamespaceThread.call(network().scanner(), () -> {
            try (Transport transport = openTransport(8);
                    ProcFile netstat =
                            ProcFile.open("/proc/thread-self/net/netstat").orElseThrow()) {
                long before = ProcText.pairedLines(netstat.text(), "TcpExt:", "TCPRetransFail");
                Probing.once(transport, Address.parse(TestNetwork.TARGET), 2030, Duration.ofMillis(1_500));
                return before + " " + ProcText.pairedLines(netstat.text(), "TcpExt:", "TCPRetransFail");
            }
        });

        String[] beforeAndAfter = counters.split(" ");
        assertThat(Long.parseLong(beforeAndAfter[1])).isGreaterThan(Long.parseLong(beforeAndAfter[0]));
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
                    Outcome outcome =
                            Probing.once(transport, target, 24, PATIENCE).orElseThrow();
                    boolean during = transport.localDrops();
                    cable.plugInAtTarget();
                    cable.awaitTarget();
                    transport.localDrops();
                    return List.of(before, outcome.toString(), during, transport.localDrops());
                }
            });

            assertThat(seen).containsExactly(false, "unknown/local-link", true, false);
        }
    }

    @Test
    void firewallOfATargetOnThisMachineIsTheTargets() throws Exception {
        network().atScanner("ip daddr 127.0.0.9 tcp dport 2040 reject with icmp port-unreachable");

        assertThat(probe("127.0.0.9", 2040)).contains(Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH));
    }
}
