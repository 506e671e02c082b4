package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PermutationTest {

    static IntStream smallSizes() {
        return IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(255, 256, 257, 1_000, 4_095, 65_536, 65_537));
    }

    @ParameterizedTest
    @MethodSource("smallSizes")
    void everyNumberHasOnePosition(int size) {
        Permutation permutation = new Permutation(size * 31L, size);
        BitSet seen = new BitSet(size);

        for (int position = 0; position < size; position++) {
            long number = permutation.at(position);
            assertThat(number).isBetween(0L, size - 1L);
            seen.set((int) number);
            assertThat(permutation.positionOf(number)).isEqualTo(position);
        }

        assertThat(seen.cardinality()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 32, (1L << 33) + 1, 1L << 48, (1L << 61) + 1, 1L << 62})
    void largeSpacesAreInvertible(long size) {
        Random random = new Random(size);
        for (int i = 0; i < 1_000; i++) {
            Permutation permutation = new Permutation(random.nextLong(), size);
            long position = random.nextLong(size);
            assertThat(permutation.at(position)).isBetween(0L, size - 1);
            assertThat(permutation.positionOf(permutation.at(position))).isEqualTo(position);
        }
    }

    /** Coordinator and agents of different versions draw alike: these numbers never change. */
    @Test
    void orderOfASeedNeverChanges() {
        assertThat(LongStream.range(0, 8).map(new Permutation(42, 1_000)::at))
                .containsExactly(319L, 476L, 265L, 266L, 884L, 452L, 728L, 181L);
        assertThat(new Permutation(-1, 1L << 48).at(123_456_789)).isEqualTo(81425854858783L);
    }

    @Test
    void neighboursAreScattered() {
        Permutation permutation = new Permutation(1, 1 << 16);

        long far = LongStream.range(1, 10_000)
                .filter(i -> Math.abs(permutation.at(i) - permutation.at(i - 1)) > 1_000)
                .count();

        assertThat(far).isGreaterThan(9_000);
    }

    @Test
    void numbersAndSizesOutsideAreRefused() {
        Permutation permutation = new Permutation(1, 10);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> permutation.at(10));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> permutation.positionOf(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Permutation(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Permutation(1, (1L << 62) + 1));
    }
}
