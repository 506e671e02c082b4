package dev.scanctl.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmallHeapTest {
    private long held;
    private long inUse;
    private int collections;
    private final SmallHeap heap = new SmallHeap(() -> held, () -> {
        held = inUse;
        collections++;
    });

    @Test
    void whatIsNotInUseGoesBeforeItIsMuch() {
        inUse = SmallHeap.LEAST_BYTES / 2;
        for (int i = 0; i < 1_000; i++) {
            held += SmallHeap.LEAST_BYTES / 64;
            heap.look();
            assertThat(held).isLessThanOrEqualTo(SmallHeap.LEAST_BYTES);
        }
        assertThat(collections).isBetween(20, 40);
    }

    /** However large that is, there is no collection each second. */
    @Test
    void whatIsInUseIsNotLookedAtAgainAndAgain() {
        inUse = 4 * SmallHeap.LEAST_BYTES;
        held = inUse;
        for (int i = 0; i < 1_000; i++) {
            heap.look();
        }

        assertThat(collections).isEqualTo(1);
    }
}
