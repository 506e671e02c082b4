package dev.scanctl.coordinator.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UntilStoredTest {
    private final Deque<Runnable> due = new ArrayDeque<>();
    private final List<Long> pausesMs = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();
    private int failures;

    private final UntilStored ending = new UntilStored(this::end, this::later);

    private void end(long scanId) {
        if (failures-- > 0) {
            throw new StoreException("the disk is full", null);
        }
        ended.add(scanId);
    }

    private void later(Runnable what, Duration pause) {
        pausesMs.add(pause.toMillis());
        due.add(what);
    }

    @Test
    void endOfAScanIsTriedUntilTheStoreTakesIt() {
        failures = 10;
        ending.start(7);
        while (!due.isEmpty()) {
            due.remove().run();
        }

        assertThat(ended).containsExactly(7L);
        assertThat(pausesMs)
                .containsExactly(0L, 250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void scanThatRestsTwiceBeforeItsTurnIsEndedOnce() {
        ending.start(7);
        ending.start(7);
        ending.start(8);

        assertThat(due).hasSize(2);
    }

    @Test
    void scanThatRestsAgainWhileItIsBeingEndedIsLookedAtOnceMore() {
        ending.start(7);
        due.remove().run();
        ending.start(7);

        assertThat(due).hasSize(1);
    }
}
