package dev.scanctl.coordinator.store.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenDetailsTest {
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    private static final PortSet PORTS = PortSet.of(new PortRange(1, 200), new PortRange(1_000, 1_100));

    private record Table(int[][] rtt, int[][] attempts) implements OpenDetails.Known {
        @Override
        public int rttMicros(long host, int port) {
            return rtt[(int) host][port];
        }

        @Override
        public int attempts(long host, int port) {
            return attempts[(int) host][port];
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyOpenPortOfEveryHostHasItsNumbers(long seed) {
        Random random = new Random(seed);
        Runs runs = Runs.of(PORTS, rank -> random.nextInt(4) == 0 ? OPEN : CLOSED);
        int hosts = 1 + random.nextInt(3);
        Table table = new Table(new int[hosts][1_101], new int[hosts][1_101]);
        for (int host = 0; host < hosts; host++) {
            for (int rank = 0; rank < PORTS.size(); rank++) {
                int port = PORTS.at(rank);
                boolean known = runs.at(port) == OPEN && random.nextInt(3) > 0;
                table.rtt[host][port] = known ? random.nextInt() >>> 1 + random.nextInt(31) : 0;
                table.attempts[host][port] = known ? random.nextInt(Short.MAX_VALUE + 1) : 0;
            }
        }

        OpenDetails details = new OpenDetails(OpenDetails.encode(runs, hosts, table), runs);

        for (int host = 0; host < hosts; host++) {
            for (int port = 0; port <= 1_100; port++) {
                assertThat(details.rttMicros(host, port)).as("seed %d, port %d", seed, port).isEqualTo(table.rtt[host][port]);
                assertThat(details.attempts(host, port)).as("seed %d, port %d", seed, port).isEqualTo(table.attempts[host][port]);
            }
        }
    }

    @Test
    void nothingKnownTakesNoRoomAndLongRunsHaveNoDetails() {
        Runs runs = Runs.of(PORTS, rank -> PORTS.at(rank) < 200 || PORTS.at(rank) == 1_010 ? OPEN : CLOSED);
        Table table = new Table(new int[1][1_101], new int[1][1_101]);
        assertThat(OpenDetails.encode(runs, 1, table)).isEmpty();

        table.rtt[0][50] = 5;
        table.rtt[0][1_010] = 6;
        OpenDetails details = new OpenDetails(OpenDetails.encode(runs, 1, table), runs);

        assertThat(details.rttMicros(0, 50)).isZero();
        assertThat(details.rttMicros(0, 1_010)).isEqualTo(6);
    }
}
