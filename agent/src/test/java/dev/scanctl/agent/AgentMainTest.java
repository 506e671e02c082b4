package dev.scanctl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.identity.Enrolled;
import dev.scanctl.program.Given;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentMainTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return run(Map.of(), args);
    }

    private int run(Map<String, String> environment, String... args) {
        return new AgentMain(new Surroundings(environment, print(out), print(err))).run(args);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();

        String help = out.toString(StandardCharsets.UTF_8);
        for (Setting setting : Setting.values()) {
            assertThat(help).contains(setting.option());
        }
        assertThat(said()).isEmpty();
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("--version")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("scan-agent ");
    }

    @Test
    void missingCoordinatorSaysHowToGiveIt() {
        assertThat(run("--threads", "1")).isEqualTo(2);

        assertThat(said().lines()).containsExactly("scan-agent: --coordinator HOST:PORT is required; it can also be set"
                + " as SCAN_AGENT_COORDINATOR or in the file of --config");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --coordinator | nowhere      | --coordinator: 'nowhere' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600
            --coordinator | a:0          | --coordinator: 'a:0' does not end in a port from 1 to 65535
            --coordinator | ::1:7600     | --coordinator: '::1:7600' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600
            --coordinator | scan_1:7600  | --coordinator: 'scan_1:7600' has no valid host: a name has letters, digits, '-' and '.' only, and an address is written such as 10.0.0.1 or [2001:db8::1]
            --threads     | 0            | --threads: '0' is not a number from 1 to 64
            --max-units   | many         | --max-units: 'many' is not a number from 1 to 1024
            --max-rate    | -1           | --max-rate: '-1' is not a number of at least 0
            --transport   | syn          | --transport: the transport is auto, epoll or nio, not: 'syn'
            """)
    void malformedOptionIsRefusedInOneSentence(String option, String value, String sentence) {
        String other = option.equals("--coordinator") ? "--threads=1" : "--coordinator=127.0.0.1:7600";

        assertThat(run(other, option + "=" + value)).isEqualTo(2);

        assertThat(said().lines()).containsExactly("scan-agent: " + sentence);
    }

    @Test
    void unknownOptionIsRefused() {
        assertThat(run("--stealth")).isEqualTo(2);

        assertThat(said()).contains("--stealth");
    }

    @Test
    void commandLineCountsBeforeEnvironmentBeforeFile() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.properties"), """
                coordinator=file:1
                max-rate=7
                threads=3
                state-dir=%s
                """.formatted(directory));
        enrolled().write(directory);
        Map<String, String> environment = Map.of("SCAN_AGENT_MAX_RATE", "8", "SCAN_AGENT_THREADS", "2");

        AgentConfig config =
                Settings.config(Given.read(Setting.class, Map.of(Setting.THREADS, "1"), environment, file));

        assertThat(config.coordinator()).isEqualTo("file:1");
        assertThat(config.vantage().segment()).isEqualTo("dmz");
        assertThat(config.effort().maxRatePps()).isEqualTo(8);
        assertThat(config.effort().threads()).isEqualTo(1);
        assertThat(config.effort().transport()).isEqualTo(TransportChoice.AUTO);
        assertThat(config.stateDir()).isEqualTo(directory);
    }

    private static Enrolled enrolled() {
        return new Enrolled("0011223344556677", UUID.randomUUID().toString(), "edge", "dmz", "default", TestCredentials.some());
    }

    @Test
    void agentThatHasNotEnrolledSaysHow() {
        assertThat(run("--coordinator=127.0.0.1:1", "--state-dir=" + directory)).isEqualTo(2);

        assertThat(said()).contains("has not enrolled", "scan-agent enroll").hasLineCount(1);
    }

    /** The segment is that of the token. */
    @Test
    void segmentIsNoOptionAnyMore() {
        assertThat(run("--coordinator=127.0.0.1:1", "--segment=dmz")).isEqualTo(2);

        assertThat(said()).contains("--segment").hasLineCount(1);
    }

    @Test
    void identityThatOthersMayReadIsRefused() throws IOException {
        enrolled().write(directory);
        Files.setPosixFilePermissions(Enrolled.file(directory), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run("--coordinator=127.0.0.1:1", "--state-dir=" + directory)).isEqualTo(2);

        assertThat(said()).contains("others may use").hasLineCount(1);
    }

    @Test
    void unknownKeyOfTheFileIsRefusedByName() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.properties"), "segmnet=dmz\n");

        assertThatThrownBy(() -> Given.read(Setting.class, Map.of(), Map.of(), file))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("unknown key 'segmnet' in " + file + "; known are coordinator, state-dir");
    }
}
