package dev.scanctl.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "niceness is set as on Linux")
class CompilerThreadsTest {
    private static final Path SELF = Path.of("/proc/thread-self");

    @Test
    void thoseOfTheLastTierStepBackBehindTheThreadsThatProbe() {
        int own = CompilerThreads.niceness(SELF);

        CompilerThreads.stepBack();
        assertThat(CompilerThreads.stepBack()).isPositive();

        for (int thread : CompilerThreads.threads()) {
            assertThat(CompilerThreads.niceness(Path.of("/proc/self/task/" + thread))).isEqualTo(Math.min(19, own + 5));
        }
        assertThat(CompilerThreads.niceness(SELF)).isEqualTo(own);
    }
}
