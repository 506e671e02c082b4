package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.EphemeralPorts;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePortsTest {
    @ParameterizedTest
    @CsvSource({
        "32768, 60999, 16384, 4096",
        "49152, 65535, 32768, 4096",
        "10000, 40000, 40001, 4096",
        "10000, 52000, 52001, 2048",
        "8192, 60999, 61000, 1024",
        "9300, 65535, 1108, 2048",
        "1024, 65535, 49152, 4096",
        "0, 65535, 49152, 4096"
    })
    void blockLiesBesideTheKernelsRangeWhereItFits(int first, int last, int chosen, int count) {
        assertThat(SourcePorts.choose(new EphemeralPorts(first, last), 0)).isEqualTo(new SourcePorts(chosen, count));
    }

    @Test
    void fourTransportsInTurnShareNoPort() {
        EphemeralPorts kernels = new EphemeralPorts(32_768, 60_999);

        for (int port = 16_384; port < 32_768; port++) {
            int each = port;
            assertThat(IntStream.range(4, 8)
                            .filter(turn -> SourcePorts.choose(kernels, turn).contains(each)))
                    .hasSize(1);
        }
        assertThat(SourcePorts.choose(kernels, -1).last()).isEqualTo(32_767);
    }
}
