package dev.scanctl.agent.contract;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.linux.NamespaceThread;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Two network namespaces of our own with a cable between them: the scanner's (10.213.7.254, fd13::fe, fe80::fe) and the
 * target's (10.213.7.1, fd13::1, fe80::1). Nothing in it reaches the machine's own network. Needs root on Linux with ip and nft.
 */
public final class TestNetwork implements AutoCloseable {
    public static final String TARGET = "10.213.7.1";
    public static final String TARGET_V6 = "fd13::1";
    /** On the link, and nobody's. */
    public static final String NOBODY = "10.213.7.99";
    public static final String NOBODY_V6 = "fd13::99";
    /** Link-local addresses with the scanner's link as their zone. */
    public static final String TARGET_ON_LINK = "fe80::1%probe0";

    public static final String NOBODY_ON_LINK = "fe80::99%probe0";
    public static final String SCANNER_ON_LINK = "fe80::fe%probe0";
    /** The target by the second cable, where there is one. */
    public static final String TARGET_ON_SECOND_LINK = "fe80::1%probe2";

    /** See {@link #manyAddressesAtTarget}. */
    public static final String MANY = "10.213.8.0/24";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String scanner;
    private final String target;

    private TestNetwork(String name) {
        this.scanner = name + "s";
        this.target = name + "t";
    }

    /** Skips the test, saying why, where such a network cannot be made. */
    public static void assumePossible() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "network namespaces need Linux");
        assumeTrue(System.getProperty("user.name").equals("root"), "network namespaces need root");
        for (String tool : List.of("ip", "nft")) {
            assumeTrue(isInstalled(tool), "network namespaces need the program " + tool);
        }
    }

    private static boolean isInstalled(String tool) {
        return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    public static TestNetwork create() {
        TestNetwork network =
                new TestNetwork("sc" + ProcessHandle.current().pid() + "n" + COUNT.incrementAndGet());
        try {
            network.build();
            network.awaitTarget();
            return network;
        } catch (IllegalStateException e) {
            network.close();
            throw e;
        }
    }

    private void build() {
        run("ip", "netns", "add", scanner);
        run("ip", "netns", "add", target);
        run("ip", "link", "add", "probe0", "netns", scanner, "type", "veth", "peer", "name", "probe1", "netns", target);
        address(scanner, "probe0", "10.213.7.254/24", "fd13::fe/64", "fe80::fe/64");
        address(target, "probe1", TARGET + "/24", TARGET_V6 + "/64", "fe80::1/64");
        for (String namespace : List.of(scanner, target)) {
            setting(namespace, "net.ipv4.icmp_ratelimit", "0");
            setting(namespace, "net.ipv4.icmp_ratemask", "0");
            setting(namespace, "net.ipv6.icmp.ratelimit", "0");
            setting(namespace, "net.ipv6.icmp.ratemask", "");
        }
        for (String family : List.of("ipv4", "ipv6")) {
            setting(scanner, "net." + family + ".neigh.probe0.retrans_time_ms", "100");
        }
    }

    /** Waits until the target answers: a new cable carries nothing for a moment. */
    public void awaitTarget() {
        awaitAnswers(TARGET);
        awaitAnswers(TARGET_V6);
        awaitAnswers(TARGET_ON_LINK);
    }

    private void awaitAnswers(String address) {
        await().atMost(Duration.ofSeconds(20)).until(() -> NamespaceThread.call(scanner, () -> refuses(address)));
    }

    private static boolean refuses(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Probing.inetAddress(address), 9), 500);
            return true;
        } catch (SocketTimeoutException | NoRouteToHostException e) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void address(String namespace, String device, String v4, String... v6) {
        run("ip", "-n", namespace, "addr", "replace", v4, "dev", device);
        for (String each : v6) {
            run("ip", "-n", namespace, "addr", "replace", each, "dev", device, "nodad");
        }
        run("ip", "-n", namespace, "link", "set", device, "up");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    private static void setting(String namespace, String name, String value) {
        run("ip", "netns", "exec", namespace, "sh", "-c", "echo " + value + " > /proc/sys/" + name.replace('.', '/'));
    }

    public String scanner() {
        return scanner;
    }

    public String target() {
        return target;
    }

    /** A rule for what arrives at the target, in nft's words. */
    public void atTarget(String rule) {
        rule(target, "input", rule);
    }

    /** A rule for what leaves the scanner, in nft's words. */
    public void atScanner(String rule) {
        rule(scanner, "output", rule);
    }

    private static void rule(String namespace, String hook, String rule) {
        run("ip", "netns", "exec", namespace, "nft", "add table inet probe");
        run(
                "ip", "netns", "exec", namespace, "nft",
                "add chain inet probe rules { type filter hook " + hook + " priority 0; }");
        run("ip", "netns", "exec", namespace, "nft", "add rule inet probe rules " + rule);
    }

    /** Takes the cable out at the target's end: the scanner's link has no carrier. */
    public void unplugAtTarget() {
        run("ip", "-n", target, "link", "set", "probe1", "down");
    }

    /** Puts it in again; the IPv6 address, which went with it, too. */
    public void plugInAtTarget() {
        address(target, "probe1", TARGET + "/24", TARGET_V6 + "/64", "fe80::1/64");
    }

    /** Lays a second cable, on which the target has the same link-local address. */
    public void addSecondCable() {
        run("ip", "link", "add", "probe2", "netns", scanner, "type", "veth", "peer", "name", "probe3", "netns", target);
        address(scanner, "probe2", "10.213.8.254/24", "fe80::fe/64");
        address(target, "probe3", "10.213.8.1/24", "fe80::1/64");
        awaitAnswers(TARGET_ON_SECOND_LINK);
    }

    /** A route of the scanner, in ip's words. */
    public void routeAtScanner(String... route) {
        run(Stream.concat(Stream.of("ip", "-n", scanner, "route", "add"), Stream.of(route))
                .toArray(String[]::new));
    }

    /** Takes a route away again. */
    public void removeRouteAtScanner(String route) {
        run("ip", "-n", scanner, "route", "del", route);
    }

    /** Takes all rules of {@link #atScanner} away. */
    public void clearRulesAtScanner() {
        run("ip", "netns", "exec", scanner, "nft", "flush ruleset");
    }

    /** Lets the scanner draw its source ports from these only. */
    public void sourcePortsAtScanner(int first, int last) {
        run("ip", "netns", "exec", scanner, "sysctl", "-qw", "net.ipv4.ip_local_port_range=" + first + " " + last);
    }

    /** Gives the target every address of 10.213.8.0/24, on the way of a route of the scanner. */
    public void manyAddressesAtTarget() {
        run("ip", "-n", target, "route", "add", "local", MANY, "dev", "lo");
        routeAtScanner(MANY, "via", TARGET);
    }

    /** The target becomes the router to a network behind it, of which it has these addresses itself, too. */
    public void routerAtTarget(String networkV4, String networkV6, String... addresses) {
        setting(target, "net.ipv4.ip_forward", "1");
        setting(target, "net.ipv6.conf.all.forwarding", "1");
        for (String address : addresses) {
            run("ip", "-n", target, "addr", "add", address, "dev", "lo");
        }
        run("ip", "-n", scanner, "route", "add", networkV4, "via", TARGET);
        run("ip", "-n", scanner, "-6", "route", "add", networkV6, "via", TARGET_V6);
    }

    /** A route of the target, in ip's words. */
    public void routeAtTarget(String... route) {
        run(Stream.concat(Stream.of("ip", "-n", target, "route", "add"), Stream.of(route))
                .toArray(String[]::new));
    }

    /** The scanner's table of neighbours, as ip prints it. */
    public String neighboursOfScanner() {
        return run("ip", "-n", scanner, "neigh", "show");
    }

    private static String run(String... command) {
        String words = String.join(" ", command);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(words + ": " + said.strip());
            }
            return said;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(words, e);
        }
    }

    @Override
    public void close() {
        for (String namespace : List.of(scanner, target)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                run("ip", "netns", "del", namespace);
            }
        }
    }
}
