package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PortSetTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void setsBehaveLikeSets(long seed) {
        Random random = new Random(seed);
        PortSet a = RandomPorts.of(random);
        PortSet b = RandomPorts.of(random);

        assertThat(bits(a.union(b))).isEqualTo(combined(a, b, (x, y) -> x | y));
        assertThat(bits(a.intersect(b))).isEqualTo(combined(a, b, (x, y) -> x & y));
        assertThat(bits(a.minus(b))).isEqualTo(combined(a, b, (x, y) -> x & !y));
        assertThat(a.containsAll(b)).isEqualTo(b.minus(a).isEmpty());
        assertThat(a.union(b).containsAll(a)).isTrue();
        assertThat(PortSet.of(a.ranges())).isEqualTo(a).hasSameHashCodeAs(a);
    }

    @Test
    void theEmptySetTakesAndAddsNothing() {
        PortSet some = PortSet.of(new PortRange(1, 3), PortRange.of(80));

        assertThat(some.union(PortSet.EMPTY)).isEqualTo(some);
        assertThat(PortSet.EMPTY.union(some)).isEqualTo(some);
        assertThat(some.minus(PortSet.EMPTY)).isEqualTo(some);
        assertThat(PortSet.EMPTY.minus(some)).isEqualTo(PortSet.EMPTY);
        assertThat(some.intersect(PortSet.EMPTY)).isEqualTo(PortSet.EMPTY);
        assertThat(PortSet.EMPTY.intersect(some)).isEqualTo(PortSet.EMPTY);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ranksCountPortsInOrder(long seed) {
        Random random = new Random(seed);
        PortSet set = RandomPorts.of(random);
        int[] ports = bits(set).stream().toArray();

        assertThat(set.size()).isEqualTo(ports.length);
        if (ports.length > 0) {
            assertThat(set.first()).isEqualTo(ports[0]);
        }
        for (int rank = 0; rank < ports.length; rank++) {
            assertThat(set.at(rank)).isEqualTo(ports[rank]);
            assertThat(set.rankOf(ports[rank])).isEqualTo(rank);
            assertThat(set.rankOfCeiling(ports[rank] + 1)).isEqualTo(rank + 1);
        }
        assertThat(set.rankOfCeiling(0)).isZero();
        assertThat(set.rankOfCeiling(65_536)).isEqualTo(ports.length);
        int from = random.nextInt(set.size() + 2) - 1;
        int to = random.nextInt(set.size() + 2);
        PortSet slice = set.slice(from, to);
        assertThat(slice.size()).isEqualTo(Math.max(0, Math.min(to, set.size()) - Math.max(0, from)));
        assertThat(slice.minus(set).isEmpty()).isTrue();
    }

    @Test
    void portsOutsideHaveNoRank() {
        PortSet set = PortSet.of(new PortRange(0, 65_535));

        assertThat(set.size()).isEqualTo(65_536);
        assertThat(set.rankOf(-1)).isEqualTo(-1);
        assertThat(set.rankOf(65_536)).isEqualTo(-1);
        assertThat(set.rankOf(Integer.MAX_VALUE)).isEqualTo(-1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.at(65_536));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(PortSet.EMPTY::first);
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(0, 65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(-1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet.Builder().add(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet.Builder().add(0, 65_536));
        assertThat(PortSet.of(new PortRange(1, 3), new PortRange(4, 9), PortRange.of(80))).hasToString("1-9,80");
    }

    private interface Both {
        boolean test(boolean a, boolean b);
    }

    private static BitSet combined(PortSet a, PortSet b, Both both) {
        BitSet bits = new BitSet();
        for (int port = 0; port <= 0xffff; port++) {
            bits.set(port, both.test(a.contains(port), b.contains(port)));
        }
        return bits;
    }

    private static BitSet bits(PortSet set) {
        BitSet bits = new BitSet();
        for (int rank = 0; rank < set.size(); rank++) {
            bits.set(set.at(rank));
        }
        return bits;
    }
}
