package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The seed is in each failure's name. */
final class RunsTest {
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bytesGiveTheSameRunsAgain(long seed) {
        Random random = new Random(seed);
        PortSet ports = RandomPorts.of(random);
        Outcome[] outcomes = outcomes(random, ports.size());

        Runs runs = Runs.of(ports, rank -> outcomes[rank]);
        Runs again = Runs.decode(runs.encode(), ports);

        assertThat(again).isEqualTo(runs);
        assertThat(again.encode()).isEqualTo(runs.encode());
        for (int rank = 0; rank < ports.size(); rank++) {
            assertThat(again.at(ports.at(rank))).isSameAs(outcomes[rank]);
        }
        assertThat(runs.list().stream().mapToInt(runs::portsIn).sum()).isEqualTo(ports.size());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mergedRunsKeepEachOutcome(long seed) {
        Random random = new Random(seed);
        PortSet ports = RandomPorts.of(random);
        PortSet some = RandomPorts.of(random).intersect(ports);
        PortSet rest = ports.minus(some);
        Outcome[] outcomes = outcomes(random, ports.size());

        Runs a = Runs.of(some, rank -> outcomes[ports.rankOf(some.at(rank))]);
        Runs b = Runs.of(rest, rank -> outcomes[ports.rankOf(rest.at(rank))]);

        assertThat(a.merge(b)).isEqualTo(Runs.of(ports, rank -> outcomes[rank])).isEqualTo(b.merge(a));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void strangersBytesGiveTheOnlyRunsTheyEncodeOrOneKindOfException(long seed) {
        Random random = new Random(seed);
        PortSet ports = RandomPorts.of(random);
        Outcome[] outcomes = outcomes(random, ports.size());
        byte[] sound = Runs.of(ports, rank -> outcomes[rank]).encode();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = Arrays.copyOf(sound, Math.max(0, sound.length + random.nextInt(5) - 2));
            for (int j = random.nextInt(4); j > 0 && bytes.length > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(Runs.decode(bytes, ports).encode()).isEqualTo(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void wholeHostOfClosedPortsIsFourBytes() {
        PortSet every = PortSet.of(new PortRange(1, 65_535));

        byte[] encoded = Runs.of(every, rank -> CLOSED).encode();

        assertThat(encoded).hasSize(4);
    }

    @Test
    void malformedRunsAreRefused() {
        PortSet ports = PortSet.of(PortRange.of(22), PortRange.of(80));
        int open = OPEN.code();
        int closed = CLOSED.code();

        assertThat(Runs.decode(bytes(23, open, 58, closed), ports).list())
                .containsExactly(new Run(22, 22, OPEN), new Run(80, 80, CLOSED));
        refused(ports, "cover 1 of 2", 23, open);
        refused(ports, "cut off", 23);
        refused(ports, "cut off", 23, open, 0x80);
        refused(ports, "alike", 23, open, 58, open);
        refused(ports, "not one of its ports", 24, open);
        refused(ports, "not one of its ports", 0, open);
        refused(ports, "not one of its ports", 23, open, 0, closed);
        refused(ports, "not one of its ports", 23, open, 58, closed, 1, open);
        refused(ports, "no port state", 23, open & ~7, 58, closed);
        refused(ports, "no port state", 23, open | 7, 58, closed);
        refused(ports, "no reason", 23, 1, 58, closed);
        refused(ports, "no reason", 23, 0x81, 0x7f, 58, closed);
        refused(ports, "more bytes than it needs", 0x97, 0, open, 58, closed);
        refused(ports, "more than 3 bytes", 0xff, 0xff, 0xff, 0xff);
        refused(PortSet.EMPTY, "not one of its ports", 23, open);
        assertThat(Runs.decode(new byte[0], PortSet.EMPTY).list()).isEmpty();
    }

    @Test
    void runsOfTheSamePortDoNotMerge() {
        Runs runs = Runs.of(PortSet.of(new PortRange(1, 9)), rank -> OPEN);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> runs.merge(Runs.of(PortSet.of(PortRange.of(9)), rank -> OPEN)))
                .withMessage("both have ports 9");
        assertThatIllegalArgumentException().isThrownBy(() -> runs.at(10));
    }

    private static void refused(PortSet ports, String sentence, int... octets) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Runs.decode(bytes(octets), ports))
                .withMessageContaining(sentence);
    }

    private static byte[] bytes(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return bytes;
    }

    /** Mostly alike, as hosts are. */
    private static Outcome[] outcomes(Random random, int count) {
        Outcome[] outcomes = new Outcome[count];
        Outcome current = CLOSED;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(6) == 0) {
                current = Outcome.of(
                        PortState.of(1 + random.nextInt(6)), Reason.of(1 + random.nextInt(Reason.values().length)));
            }
            outcomes[i] = current;
        }
        return outcomes;
    }
}
