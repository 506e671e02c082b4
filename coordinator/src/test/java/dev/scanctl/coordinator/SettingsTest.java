package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.program.Given;
import dev.scanctl.program.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Map<String, String> NOTHING = Map.of();

    @TempDir
    Path directory;

    private static CoordinatorConfig config(Map<Setting, String> options, Map<String, String> environment) {
        return new Settings(Given.read(Setting.class, options, environment, null), environment).config();
    }

    private Path file(String... lines) throws Exception {
        return Files.write(directory.resolve("coordinator.properties"), List.of(lines));
    }

    @Test
    void listensOnLoopbackUnlessTold() {
        CoordinatorConfig config = config(Map.of(), NOTHING);

        assertThat(config.listeners()).containsExactly(new ListenOn.Tcp("127.0.0.1", 7600));
        assertThat(config.listeners().getFirst().local()).isTrue();
    }

    @Test
    void dataStandsWhereTheDesktopStandardSays() {
        assertThat(config(Map.of(), Map.of("XDG_DATA_HOME", "/var/data")).data())
                .isEqualTo(Path.of("/var/data/scanctl/coordinator"));
        assertThat(config(Map.of(), NOTHING).data())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/scanctl/coordinator"));
    }

    @Test
    void commandLineBeatsEnvironmentBeatsFile() throws Exception {
        Path file = file("lease-ttl=60s", "heartbeat=3s", "listen=127.0.0.1:1");
        Map<String, String> environment = Map.of("SCAN_COORDINATOR_LEASE_TTL", "40s", "SCAN_COORDINATOR_LISTEN", "[::1]:2");

        Map<Setting, String> options = Map.of(Setting.LISTEN, "127.0.0.1:3");
        CoordinatorConfig config =
                new Settings(Given.read(Setting.class, options, environment, file), environment).config();

        assertThat(config.listeners()).containsExactly(new ListenOn.Tcp("127.0.0.1", 3));
        assertThat(config.leases().ttl()).isEqualTo(Duration.ofSeconds(40));
        assertThat(config.leases().heartbeat()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void severalPlacesAndASocketCanBeListenedOn() {
        CoordinatorConfig config =
                config(Map.of(Setting.LISTEN, "127.0.0.1:1, [::1]:2", Setting.SOCKET, "/run/s.sock"), NOTHING);

        assertThat(config.listeners())
                .containsExactly(
                        new ListenOn.Tcp("127.0.0.1", 1),
                        new ListenOn.Tcp("::1", 2),
                        new ListenOn.UnixSocket(Path.of("/run/s.sock")));
    }

    @Test
    void unknownKeyInTheFileIsRefusedWithTheKnownOnes() throws Exception {
        Path file = file("lisen=127.0.0.1:1");

        assertThatThrownBy(() -> Given.read(Setting.class, Map.of(), NOTHING, file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("unknown key 'lisen'")
                .hasMessageContaining("listen, socket, data, lease-ttl, heartbeat, detached");
    }

    @Test
    void refusalNamesTheSource() throws Exception {
        assertThatThrownBy(() -> config(Map.of(), Map.of("SCAN_COORDINATOR_LISTEN", "localhost")))
                .hasMessage("SCAN_COORDINATOR_LISTEN: 'localhost' is not HOST:PORT, such as 127.0.0.1:7600 or [::1]:7600");
        assertThatThrownBy(() -> config(Map.of(Setting.LEASE_TTL, "20x"), NOTHING))
                .hasMessage("--lease-ttl: '20x' is not a duration such as 20s or 500ms");
        assertThatThrownBy(() -> config(Map.of(Setting.LISTEN, "127.0.0.1:99999"), NOTHING))
                .hasMessage("--listen: port 99999 is not within 0 to 65535");
        assertThatThrownBy(() -> config(Map.of(Setting.LISTEN, "fe80::1:22"), NOTHING))
                .hasMessageContaining("is not HOST:PORT");
        assertThatThrownBy(() -> config(Map.of(Setting.LISTEN, "none"), NOTHING))
                .hasMessageContaining("nothing to listen on");
        assertThatThrownBy(() -> Given.read(Setting.class, Map.of(), NOTHING, directory.resolve("missing")))
                .hasMessageContaining("cannot read the configuration file");
    }

    @Test
    void leaseTimesThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> config(Map.of(Setting.HEARTBEAT, "19s"), NOTHING))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("--lease-ttl, --heartbeat and --detached do not go together: ")
                .hasMessageContaining("a heartbeat 19000 ms");
        assertThatThrownBy(() -> config(Map.of(Setting.LEASE_TTL, "1s"), NOTHING))
                .hasMessageContaining("within 2s to 1h");
    }

    @Test
    void shortLeasesAreTakenAsTheyAre() {
        CoordinatorConfig config = config(
                Map.of(Setting.LEASE_TTL, "3s", Setting.HEARTBEAT, "500ms", Setting.DETACHED, "1s"), NOTHING);

        assertThat(config.leases().reattach()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void everythingButLoopbackCanBeReachedByOthers() {
        assertThat(ListenOn.Tcp.parse("0.0.0.0:1").local()).isFalse();
        assertThat(ListenOn.Tcp.parse("[::]:1").local()).isFalse();
        assertThat(ListenOn.Tcp.parse("[::1]:1").local()).isTrue();
        assertThat(ListenOn.Tcp.parse("[::1]:1")).hasToString("[::1]:1");
    }
}
