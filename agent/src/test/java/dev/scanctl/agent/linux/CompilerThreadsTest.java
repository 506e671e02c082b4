package dev.scanctl.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "niceness is set as on Linux")
class CompilerThreadsTest {
    /** Of /proc/PID/stat behind the name in brackets: state is the first (proc_pid_stat(5)), niceness the seventeenth. */
    private static final int NICENESS = 16;

    @Test
    void thoseOfTheLastTierStepBackBehindTheThreadsThatProbe() throws IOException {
        assertThat(CompilerThreads.stepBack()).isPositive();

        for (int thread : CompilerThreads.threads()) {
            assertThat(niceness("/proc/self/task/" + thread)).isEqualTo("5");
        }
        assertThat(niceness("/proc/thread-self")).isEqualTo("0");
    }

    private static String niceness(String thread) throws IOException {
        String stat = Files.readString(Path.of(thread, "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICENESS];
    }
}
