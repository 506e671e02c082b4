package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirewallMemoryTest {
    private static final long SECOND = 1_000_000_000L;

    private final FirewallMemory memory = new FirewallMemory();

    private void passed(int probes, long nowNanos) {
        for (int i = 0; i < probes; i++) {
            memory.goesThere();
        }
        memory.look(nowNanos);
    }

    @Test
    void isNotAskedBeforeItRefused() {
        passed(5, 0);

        assertThat(memory.asks()).isFalse();
    }

    @Test
    void isAskedUntilProbesHavePassedForAWhile() {
        memory.refused(0);

        passed(100_000, 59 * SECOND);
        assertThat(memory.asks()).isTrue();
        passed(1, 60 * SECOND);
        assertThat(memory.asks()).isFalse();
    }

    @Test
    void isAskedOnWhileHardlyAnythingPasses() {
        memory.refused(0);

        passed(999, 1_000 * SECOND);

        assertThat(memory.asks()).isTrue();
    }

    @Test
    void refusalBeginsTheWaitAnew() {
        memory.refused(0);
        passed(5_000, 50 * SECOND);
        memory.refused(50 * SECOND);

        passed(5_000, 100 * SECOND);
        assertThat(memory.asks()).isTrue();
        passed(1, 110 * SECOND);
        assertThat(memory.asks()).isFalse();
    }

    @Test
    void waitDoublesWithEachRelapse() {
        memory.refused(0);
        passed(5_000, 60 * SECOND);
        memory.refused(61 * SECOND);

        passed(5_000, 180 * SECOND);
        assertThat(memory.asks()).isTrue();
        passed(1, 181 * SECOND);
        assertThat(memory.asks()).isFalse();
    }
}
