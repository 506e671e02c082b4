package dev.scanctl.agent.linux.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own shows: a small limit of descriptors. */
@Timeout(90)
class ChildProcessTest {
    private static final String TARGET = "127.44.2.1";

    @BeforeEach
    void supported() {
        Optional<String> why = EpollConnectTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
    }

    @Test
    void rangeOfPortsIsRightWithFewDescriptors() throws Exception {
        List<ServerSocket> listeners = new ArrayList<>();
        try {
            for (int port : new int[] {20_001, 23_456, 27_999}) {
                listeners.add(new ServerSocket(port, 50, InetAddress.getByName(TARGET)));
            }
            List<String> said = run("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh", program(20_000, 27_999));

            assertThat(said.getFirst()).startsWith("capacity ");
            assertThat(count(said.getFirst())).isBetween(128, 192);
            assertThat(said.subList(1, said.size()).stream().map(ChildProcessTest::outcome))
                    .containsExactlyInAnyOrder("open/syn-ack", "closed/conn-refused");
            assertThat(said.stream().skip(1).mapToInt(ChildProcessTest::count).sum())
                    .isEqualTo(8_000);
            assertThat(count(said.getLast())).isBetween(3, 50);
        } finally {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
        }
    }

    private static String[] program(int first, int last) {
        return new String[] {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ProbeRange.class.getName(),
            TARGET,
            String.valueOf(first),
            String.valueOf(last)
        };
    }

    private static List<String> run(Object... command) throws IOException, InterruptedException {
        List<String> words = Stream.of(command)
                .flatMap(each -> each instanceof String[] several ? Stream.of(several) : Stream.of(each.toString()))
                .toList();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().collect(Collectors.toList());
    }

    private static String outcome(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private static int count(String line) {
        return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }
}
