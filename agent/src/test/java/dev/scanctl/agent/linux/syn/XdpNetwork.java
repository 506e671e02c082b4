package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A {@link TestNetwork} whose cable takes an AF_XDP socket at the scanner's end. */
final class XdpNetwork implements AutoCloseable {
    static final Address TARGET = Address.parse(TestNetwork.TARGET);
    static final Address TARGET_V6 = Address.parse(TestNetwork.TARGET_V6);
    static final Address SCANNER = Address.parse("10.213.7.254");
    static final Address SCANNER_V6 = Address.parse("fd13::fe");

    private final TestNetwork network = TestNetwork.create();

    /** Skips the test, saying why, where there is no such thing. */
    static XdpNetwork create() throws Exception {
        TestNetwork.assumePossible();
        Optional<String> why = SynTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        XdpNetwork made = new XdpNetwork();
        boolean opens = made.opensAtTarget();
        if (!opens) {
            made.close();
        }
        assumeTrue(opens, "this kernel opens no AF_XDP socket on a virtual cable");
        return made;
    }

    /** At the other end: the kernel frees the one queue of this end some time after a socket's close(2) only. */
    private boolean opensAtTarget() throws Exception {
        return NamespaceThread.call(network.target(), () -> {
            int link = NetworkInterface.getByName("probe1").getIndex();
            Optional<XdpSocket> socket = XdpSocket.open(new SystemCalls(), link);
            socket.ifPresent(XdpSocket::close);
            return socket.isPresent();
        });
    }

    TestNetwork network() {
        return network;
    }

    <T> T atScanner(Callable<T> code) throws Exception {
        return NamespaceThread.call(network.scanner(), code);
    }

    /** The cable, of the calling thread. */
    static int link(SystemCalls calls) {
        return route(calls, TARGET).link;
    }

    static Route route(SystemCalls calls, Address target) {
        SockAddr source = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        source.set(target.v6() ? SCANNER_V6 : SCANNER, 0);
        Route route = new Route();
        route.set(target, source);
        try (NextHops hops = new NextHops(calls)) {
            route.through(hops.towards(target).orElseThrow());
        }
        return route;
    }

    static XdpLane open(SystemCalls calls, int link) {
        long mac = new Links(new Netlink(calls)).mac(link);
        return new XdpLane(calls, XdpSocket.open(calls, link).orElseThrow(), mac);
    }

    /** What a program says there. */
    String runAtScanner(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", network.scanner()));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Override
    public void close() {
        network.close();
    }
}
