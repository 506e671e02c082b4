package dev.scanctl.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One started process, its output in files; ended by its own process id. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a main class of this project in a JVM of its own, behind a prefix such as {@code ip netns exec NAME}. */
    static Program java(
            Path directory, List<String> prefix, Map<String, String> environment, String mainClass, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        String name = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        Path out = Files.createTempFile(directory, name, ".out");
        Path err = Files.createTempFile(directory, name, ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Program(name, builder.start(), out, err);
    }

    /** {@code kill -9}: no shutdown code runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for the end and gives the exit code. */
    int exitCode(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not end within " + patience + "\n" + transcript());
        }
        return process.exitValue();
    }

    /** Waits until its output holds a text; fails with all of its output if it ends or takes too long. */
    void awaitText(String text) {
        Awaitility.await(name + " prints \"" + text + "\"")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .conditionEvaluationListener(null)
                .until(() -> transcript().contains(text) || !alive());
        if (!transcript().contains(text)) {
            throw new AssertionError(name + " ended without printing \"" + text + "\"\n" + transcript());
        }
    }

    String output() {
        return read(out);
    }

    /** What it said to people. */
    String said() {
        return read(err);
    }

    /** All it printed, for failure messages. */
    String transcript() {
        return read(out) + read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, and makes it end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
