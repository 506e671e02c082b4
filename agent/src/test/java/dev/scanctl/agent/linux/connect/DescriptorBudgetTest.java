package dev.scanctl.agent.linux.connect;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class DescriptorBudgetTest {
    @Test
    void descriptorsInUseAndAReserveAreLeftAlone() {
        assertThat(DescriptorBudget.usable(256, 20)).isEqualTo(192);
        assertThat(DescriptorBudget.usable(256, 70)).isEqualTo(154);
        assertThat(DescriptorBudget.usable(256, 200)).as("never below half").isEqualTo(128);
        assertThat(DescriptorBudget.usable(1_048_576, 300)).isEqualTo(1_048_064);
        assertThat(DescriptorBudget.usable(-1, 300)).as("no limit").isEqualTo(-1);
        assertThat(DescriptorBudget.usable(1, 0)).isEqualTo(1);
    }

    @Test
    void transportsShareTheDescriptorsEvenly() {
        assertThat(DescriptorBudget.share(192, 1, 8192)).isEqualTo(192);
        assertThat(DescriptorBudget.share(192, 2, 8192)).isEqualTo(96);
        assertThat(DescriptorBudget.share(20_000, 2, 8192)).isEqualTo(8192);
        assertThat(DescriptorBudget.share(-1, 4, 8192)).isEqualTo(8192);
        assertThat(DescriptorBudget.share(1, 4, 8192)).isEqualTo(1);
    }

    @Test
    void refusedDescriptorShrinksTheShareAndSuccessGrowsItBack() {
        try (DescriptorBudget budget = new DescriptorBudget(-1, 100)) {
            budget.refused(80);
            assertThat(budget.capacity()).isEqualTo(70);

            granted(budget, 64 * 20);
            assertThat(budget.capacity()).isEqualTo(100);

            budget.refused(0);
            assertThat(budget.capacity()).isEqualTo(8);
        }
    }

    @Test
    void largeShareGrowsBackWithinItsOwnNumberOfProbes() {
        try (DescriptorBudget budget = new DescriptorBudget(-1, 8_192)) {
            budget.refused(800);
            granted(budget, 20_000);

            assertThat(budget.capacity()).isEqualTo(8_192);
        }
    }

    private static void granted(DescriptorBudget budget, int times) {
        for (int i = 0; i < times; i++) {
            budget.granted();
        }
    }

    @Test
    void resourceLimitKeepsSoftAndHard() {
        MemorySegment memory = Arena.ofAuto().allocate(DescriptorBudget.RLimit.BYTES, 8);
        memory.set(JAVA_LONG, 8, 4096);
        DescriptorBudget.RLimit limit = new DescriptorBudget.RLimit(memory);

        limit.soft(256);

        assertThat(limit.soft()).isEqualTo(256);
        assertThat(limit.hard()).isEqualTo(4096);
    }
}
