package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator with a valid certificate asks an agent for ten thousand units that its owner does not allow: the wire is looked at. */
final class HostileCoordinatorTest {
    private static final int UNITS = 10_000;
    private static final String AGENT = "10.77.1.2";

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("HostileCoordinatorTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void nothingLeavesThatThePolicyDenies() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            net.behind(router, "srv", 9);
            String home = net.behind(router, "c1", 1);
            try (Program leaving = capture(home);
                    Program arriving = capture(router)) {
                Path state = enrolled(net, router, home);
                Path policy = Files.writeString(directory.resolve("strict.policy"), """
                        allow 10.77.9.2
                        deny-ports 100-65535
                        protocols tcp
                        """);
                try (Program hostile = Program.java(
                                directory,
                                Namespaces.in(router),
                                Map.of(),
                                HostileCoordinator.class.getName(),
                                HostileCoordinator.arguments(directory.resolve("coordinator"), 7600, UNITS, 4_711)
                                        .toArray(String[]::new));
                        Program agent = Program.java(
                                directory, Namespaces.in(home), Map.of(), "dev.scanctl.agent.AgentMain",
                                "--coordinator", "10.77.1.1:7600", "--state-dir", state.toString(),
                                "--policy", policy.toString())) {
                    Awaitility.await()
                            .atMost(Duration.ofMinutes(5))
                            .pollInterval(Duration.ofMillis(200))
                            .until(() -> hostile.transcript().contains("all units have ended") || !agent.alive());
                    assertThat(hostile.transcript()).as(agent.transcript()).contains("all units have ended");
                    System.out.println(hostile.output().strip());
                }
                leaving.close();
                arriving.close();
                List<PacketCapture.Packet> seen = Stream.concat(
                                PacketCapture.read(leaving).stream().filter(PacketCapture.Packet::leaves),
                                PacketCapture.read(arriving).stream()
                                        .filter(packet -> !packet.leaves() && packet.source().equals(AGENT)))
                        .toList();
                check(seen);
            }
        }
    }

    private Program capture(String namespace) throws Exception {
        Program capture = Program.java(directory, Namespaces.in(namespace), Map.of(), PacketCapture.class.getName());
        capture.awaitText("capturing");
        return capture;
    }

    /** The state of an agent that enrolled with a real coordinator, which has ended since. */
    private Path enrolled(Namespaces net, String router, String home) throws Exception {
        try (Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600");
                Program agent = site.startAgent("corp-1", "corp", Namespaces.in(home), "10.77.1.1:7600")) {
            agent.awaitText("Connected");
        }
        return directory.resolve("agent-corp-1");
    }

    private static void check(List<PacketCapture.Packet> sent) {
        List<PacketCapture.Packet> probes =
                sent.stream().filter(packet -> !packet.to("10.77.1.1", 6, 7600)).toList();
        assertThat(probes).as("what the policy allows has left").anyMatch(packet -> packet.to("10.77.9.2", 6, 1, 99));
        assertThat(probes.stream().filter(packet -> !allowed(packet)).toList()).as("of %d packets", probes.size()).isEmpty();
        System.out.println(probes.size() + " packets left, all of them allowed");
    }

    /** TCP to the ports that are not denied, and echoes, since raw sockets are not. */
    private static boolean allowed(PacketCapture.Packet packet) {
        return packet.to("10.77.9.2", 6, 1, 99) || packet.to("10.77.9.2", 1, 0);
    }
}
