package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long TICK = 1L << TimerWheel.TICK_SHIFT;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void deadlinesPassInTheirTickAndOnlyUncancelledOnes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TimerWheel wheel = new TimerWheel();
        Map<Integer, Long> deadlines = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            int slot = random.nextInt(500);
            if (deadlines.remove(slot) != null) {
                wheel.cancel(slot);
            } else {
                long deadline = now + random.nextLong(TimerWheel.HORIZON_NANOS);
                wheel.set(slot, deadline);
                deadlines.put(slot, deadline);
            }
            now += random.nextInt(100) == 0 ? random.nextLong(6_000_000_000L) : random.nextLong(3 * TICK);
            advance(wheel, now, deadlines, seed);
        }
        assertThat(deadlines).as("seed %d", seed).isNotEmpty();
    }

    private static void advance(TimerWheel wheel, long now, Map<Integer, Long> deadlines, long seed) {
        List<Integer> passed = new ArrayList<>();
        wheel.advance(now, passed::add);
        for (int slot : passed) {
            assertThat(deadlines.remove(slot)).as("deadline of slot %d, seed %d", slot, seed).isLessThanOrEqualTo(now);
        }
        long first = deadlines.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        assertThat(first).as("seed %d", seed).isGreaterThan(now - TICK);
        if (deadlines.isEmpty()) {
            assertThat(wheel.nextNanos()).isEqualTo(Long.MAX_VALUE);
        } else {
            assertThat(wheel.nextNanos()).as("seed %d", seed).isBetween(first, first + TICK);
        }
    }
}
