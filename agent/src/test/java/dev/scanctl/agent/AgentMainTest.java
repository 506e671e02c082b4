package dev.scanctl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.program.Given;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        assertThat(run("--segment", "dmz")).isEqualTo(2);

        assertThat(said().lines()).containsExactly("scan-agent: --coordinator HOST:PORT is required; it can also be set"
                + " as SCAN_AGENT_COORDINATOR or in the file of --config");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --coordinator | nowhere      | --coordinator: 'nowhere' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600
            --coordinator | a:0          | --coordinator: 'a:0' does not end in a port from 1 to 65535
            --coordinator | ::1:7600     | --coordinator: '::1:7600' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600
            --coordinator | scan_1:7600  | --coordinator: 'scan_1:7600' has no valid host: a name has letters, digits, '-' and '.' only, and an address is written such as 10.0.0.1 or [2001:db8::1]
            --segment     | DMZ 1        | --segment: a segment has 1 to 64 characters of a-z, 0-9, '-', '_' and '.', not: 'DMZ 1'
            --threads     | 0            | --threads: '0' is not a number from 1 to 64
            --max-units   | many         | --max-units: 'many' is not a number from 1 to 1024
            --max-rate    | -1           | --max-rate: '-1' is not a number of at least 0
            --transport   | syn          | --transport: the transport is auto, epoll or nio, not: 'syn'
            """)
    void malformedOptionIsRefusedInOneSentence(String option, String value, String sentence) {
        String other = option.equals("--coordinator") ? "--segment=dmz" : "--coordinator=127.0.0.1:7600";

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
                segment=from-file
                threads=3
                state-dir=/nowhere
                """);
        Map<String, String> environment = Map.of("SCAN_AGENT_SEGMENT", "from-env", "SCAN_AGENT_THREADS", "2");

        AgentConfig config =
                Settings.config(Given.read(Setting.class, Map.of(Setting.THREADS, "1"), environment, file));

        assertThat(config.coordinator()).isEqualTo("file:1");
        assertThat(config.vantage().segment()).isEqualTo("from-env");
        assertThat(config.effort().threads()).isEqualTo(1);
        assertThat(config.effort().transport()).isEqualTo(TransportChoice.AUTO);
        assertThat(config.stateDir()).isEqualTo(Path.of("/nowhere"));
    }

    @Test
    void unknownKeyOfTheFileIsRefusedByName() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.properties"), "segmnet=dmz\n");

        assertThatThrownBy(() -> Given.read(Setting.class, Map.of(), Map.of(), file))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("unknown key 'segmnet' in " + file + "; known are coordinator, segment");
    }

    @Test
    void stateDirectoryThatCannotBeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(run("--coordinator=127.0.0.1:1", "--segment=dmz", "--state-dir=" + file.resolve("x")))
                .isEqualTo(2);
        assertThat(said()).startsWith("scan-agent: cannot keep an identity in " + file.resolve("x"));
        assertThat(said().lines()).hasSize(1);
    }
}
