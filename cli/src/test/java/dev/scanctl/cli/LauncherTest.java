package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher itself, in a checkout whose Java and Maven are scripts that only say that they ran. */
@DisabledOnOs(OS.WINDOWS)
@SuppressWarnings("NullAway.Init") // set by JUnit
class LauncherTest {
    /** All that the launcher uses, but for flock. */
    private static final List<String> TOOLS = List.of("sh", "basename", "dirname", "readlink", "sed", "find", "head", "mkdir",
            "mv", "ln", "rm", "ls", "sleep", "stty");

    private static final String JAVA = "#!/bin/sh\necho java \"$@\"\n";
    /** Long enough that launchers started together would build at the same time if they could. */
    private static final String MAVEN = "#!/bin/sh\necho begin >> builds; sleep 1; echo end >> builds\n";

    @TempDir
    Path checkout;

    @BeforeEach
    void layOut() throws IOException {
        Files.copy(Path.of("..", "scanctl"), checkout.resolve("scanctl"));
        Files.writeString(Files.createDirectories(checkout.resolve("runtime/bin")).resolveSibling("release"),
                "JAVA_VERSION=\"25.0.1\"\n");
        script("runtime/bin/java", JAVA);
        script("runtime/bin/javac", JAVA);
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(checkout.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void withSources() throws IOException {
        script("mvnw", MAVEN);
        Files.writeString(checkout.resolve("pom.xml"), "");
    }

    private Process launch(String path) throws IOException {
        ProcessBuilder launcher = new ProcessBuilder("sh", checkout.resolve("scanctl").toString(), "version");
        launcher.environment().put("PATH", path);
        return launcher.redirectErrorStream(true).start();
    }

    private static String said(Process launcher, int code) throws Exception {
        String said = new String(launcher.getInputStream().readAllBytes());
        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).as(said).isEqualTo(code);
        return said;
    }

    /** Where the tools are, with flock among them or without it. */
    private String path(boolean flock) throws IOException {
        if (flock) {
            return System.getenv("PATH");
        }
        Path tools = Files.createDirectories(checkout.resolve("tools"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin")) {
                if (Files.exists(Path.of(place, tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(place, tool));
                }
            }
        }
        return tools.toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void launchersStartedTogetherBuildOnceAndAllStart(boolean flock) throws Exception {
        withSources();
        List<Process> launchers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            launchers.add(launch(path(flock)));
        }

        for (Process each : launchers) {
            assertThat(said(each, 0)).contains("dev.scanctl.cli.Main version");
        }
        assertThat(Files.readAllLines(checkout.resolve("builds"))).containsExactly("begin", "end");
    }

    @Test
    void aLockWhoseProcessIsGoneIsTakenOver() throws Exception {
        withSources();
        Files.createDirectories(checkout.resolve("cli/target"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createSymbolicLink(checkout.resolve("cli/target/launcher.lock.by"), Path.of(Long.toString(gone.pid())));

        assertThat(said(launch(path(false)), 0)).contains("dev.scanctl.cli.Main version");
    }

    @Test
    void aBuildThatFailsSaysSoAndLeavesNoLock() throws Exception {
        withSources();
        script("mvnw", "#!/bin/sh\nexit 1\n");

        assertThat(said(launch(path(false)), 70)).contains("scanctl: the build failed");
        assertThat(said(launch(path(true)), 70)).contains("scanctl: the build failed");
    }

    @Test
    void anInstallationWithoutItsJarsSaysSo() throws Exception {
        assertThat(said(launch(path(true)), 70)).startsWith("scanctl: this installation is not complete: ");
    }
}
