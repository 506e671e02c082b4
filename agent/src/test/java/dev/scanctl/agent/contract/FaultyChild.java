package dev.scanctl.agent.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@link ProbeOnRequest} as a process of its own in a network namespace, into whose system calls strace(1) puts errors while it
 * answers one request.
 */
final class FaultyChild implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final PrintWriter requests;
    private final String thread;

    FaultyChild(String namespace) throws IOException {
        process = new ProcessBuilder(
                        "ip", "netns", "exec", namespace,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                        "-cp", System.getProperty("java.class.path"), ProbeOnRequest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = process.inputReader(StandardCharsets.UTF_8);
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        thread = line(said);
    }

    /** Skips the test, saying why, where errors cannot be injected. */
    static void assumePossible() {
        assumeTrue(
                Stream.of("/usr/bin/strace", "/bin/strace").anyMatch(path -> Files.isExecutable(Path.of(path))),
                "injecting errors needs the program strace");
    }

    String request(String request) throws IOException {
        requests.println(request);
        return line(said);
    }

    /**
     * Makes a request while faults are injected.
     *
     * @param faults in strace's words, each for another system call, such as {@code connect:error=EPERM}
     */
    String request(String request, String... faults) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-o", "/dev/null", "-p", thread));
        for (String fault : faults) {
            command.addAll(List.of("-e", "inject=" + fault));
        }
        Process strace = new ProcessBuilder(command).start();
        try {
            String attached = line(strace.errorReader(StandardCharsets.UTF_8));
            assumeTrue(attached.endsWith("attached"), "injecting errors needs strace to attach: " + attached);
            return request(request);
        } finally {
            strace.destroy();
            strace.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static String line(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new IllegalStateException("the process has ended");
        }
        return line;
    }

    @Override
    public void close() throws InterruptedException {
        requests.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
