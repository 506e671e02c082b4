package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.Permutation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawnOrderTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 65535", "7, 31", "256, 256", "65536, 1"})
    void probesFollowThePermutationAndEachPortOfEachHostIsOne(int hosts, int ports) {
        ProbeUnit unit = Units.of(3, hosts, ports, Units.FREE);
        Permutation drawn = new Permutation(unit.seed(), unit.size());
        DrawnOrder order = new DrawnOrder(unit);

        assertThat(order.size()).isEqualTo(hosts * ports);
        for (int probe = 0; probe < order.size(); probe++) {
            assertThat(order.host(probe) * ports + order.port(probe)).isEqualTo((int) drawn.at(probe));
        }
        for (int probe = 0; probe < order.size(); probe++) {
            assertThat(order.probe(order.host(probe), order.port(probe))).isEqualTo(probe);
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 31", "64, 1000"})
    void whatIsNotYetWalkedIsKnownByItsHostAndPortToo(int hosts, int ports) {
        ProbeUnit unit = Units.of(3, hosts, ports, Units.FREE);
        DrawnOrder order = new DrawnOrder(unit);
        for (int walked = 0; walked < 100; walked++) {
            order.host(walked);
        }

        for (int host = 0; host < hosts; host++) {
            for (int port = 0; port < ports; port++) {
                int probe = order.probe(host, port);
                assertThat(order.host(probe)).as("host of %d:%d", host, port).isEqualTo(host);
                assertThat(order.port(probe)).as("port of %d:%d", host, port).isEqualTo(port);
            }
        }
    }
}
