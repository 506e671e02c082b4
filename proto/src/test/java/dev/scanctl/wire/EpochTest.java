package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpochTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1L << 39, (1L << 40) - 1, 1L << 40, (1L << 40) + 1, Long.MIN_VALUE, -1})
    void bitsComeBack(long bits) {
        assertThat(Epoch.ofBits(bits).bits()).isEqualTo(bits);
    }

    @Test
    void laterLeasesAndGenerationsAreGreater() {
        Epoch first = new Epoch(3, 0).next(3);

        assertThat(first).isEqualTo(new Epoch(3, 1)).hasToString("3.1");
        assertThat(first.next(3)).isGreaterThan(first);
        assertThat(first.next(4)).isGreaterThan(new Epoch(3, 1_000_000));
        assertThat(new Epoch((1 << 24) - 1, 1)).isGreaterThan(new Epoch(1, 1));
    }

    @Test
    void numbersOutsideAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(1 << 24, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(0, 1L << 40));
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(0, (1L << 40) - 1).next(0));
    }
}
