package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What UDP probes make of errors that the kernel seldom gives, in a process of their own. */
@Timeout(90)
class UdpFaultTest {
    @BeforeEach
    void supported() {
        Optional<String> why = UdpTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        assumeTrue(
                Stream.of("/usr/bin/strace", "/bin/strace").anyMatch(path -> Files.isExecutable(Path.of(path))),
                "injecting errors needs the program strace");
    }

    @ParameterizedTest
    @CsvSource({
        "sendto, EPERM, unknown/local-firewall",
        "sendto, EAGAIN, unknown/local-buffers",
        "sendto, ENOBUFS, unknown/local-buffers",
        "sendto, ENETDOWN, unknown/local-link",
        "sendto, ENETUNREACH, unknown/local-route",
        "sendto, ECONNREFUSED, unknown/local-other",
        "bind, EADDRINUSE, unknown/local-ports",
        "socket, ENOMEM, unknown/local-buffers"
    })
    void injectedErrorIsALocalFault(String call, String errno, String outcome) throws Exception {
        assertThat(run(call, "error=" + errno)).containsExactly(outcome + " 10");
    }

    @ParameterizedTest
    @CsvSource({"ECONNREFUSED", "EHOSTUNREACH"})
    void errorThatWaitedOnTheSocketKeepsNothingFromBeingSent(String errno) throws Exception {
        assertThat(run("sendto", "error=" + errno + ":when=4+4")).containsExactly("closed/port-unreach 10");
    }

    private static List<String> run(String call, String fault) throws IOException, InterruptedException {
        List<String> command = List.of(
                "strace", "-f", "-q", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=" + call + ":" + fault,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), UdpProbeRange.class.getName(),
                "127.44.3.1", "20000", "20009", "50");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().toList();
    }
}
