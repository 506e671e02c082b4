package dev.scanctl.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A coordinator, its agents and an operator's command line, each a process of its own. */
final class Site implements AutoCloseable {
    private static final String COORDINATOR = "dev.scanctl.coordinator.CoordinatorMain";
    private static final String AGENT = "dev.scanctl.agent.AgentMain";
    private static final String SCANCTL = "dev.scanctl.cli.Main";

    private final Path directory;
    private final List<String> prefix;
    private final String listen;
    private final List<Program> agents = new ArrayList<>();
    private Program coordinator;

    private Site(Path directory, List<String> prefix, String listen) throws IOException {
        this.directory = directory;
        this.prefix = prefix;
        this.listen = listen;
        this.coordinator = startCoordinator();
    }

    /** A site on loopback. */
    static Site onLoopback(Path directory) throws IOException {
        return new Site(directory, List.of(), "127.0.0.1:" + freePort());
    }

    /** A site whose coordinator and operator run behind a command prefix and listen on a given address. */
    static Site behind(Path directory, List<String> prefix, String listen) throws IOException {
        return new Site(directory, prefix, listen);
    }

    private Program startCoordinator() throws IOException {
        Path data = Files.createDirectories(directory.resolve("coordinator"));
        Program program = Program.java(
                directory, prefix, Map.of(), COORDINATOR, "--listen", listen, "--data", data.toString());
        program.awaitText("listens on");
        return program;
    }

    Program coordinator() {
        return coordinator;
    }

    /** Starts the coordinator again on the same data and address. */
    void restartCoordinator() throws IOException {
        coordinator = startCoordinator();
    }

    /** Starts an agent with an identity of its own and waits until the coordinator knows it. */
    Program startAgent(String name, String segment, List<String> agentPrefix, String dial, String... options)
            throws IOException {
        Path state = Files.createDirectories(directory.resolve("agent-" + name));
        List<String> all = new ArrayList<>(List.of(
                "--coordinator", dial, "--segment", segment, "--name", name, "--state-dir", state.toString()));
        all.addAll(List.of(options));
        Program agent = Program.java(directory, agentPrefix, Map.of(), AGENT, all.toArray(String[]::new));
        agents.add(agent);
        coordinator.awaitText(name);
        return agent;
    }

    Program startAgent(String name, String segment) throws IOException {
        return startAgent(name, segment, List.of(), listen);
    }

    /** Starts scanctl and leaves it running. */
    Program start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--coordinator", listen));
        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", directory.toString(), "SCANCTL_HOME", directory.toString());
        return Program.java(directory, prefix, environment, SCANCTL, all.toArray(String[]::new));
    }

    /** Runs scanctl to its end and gives what it printed on stdout; another exit code is a failure. */
    String scanctl(int expectedExit, String... arguments) throws IOException, InterruptedException {
        try (Program program = start(arguments)) {
            int exit = program.exitCode(Duration.ofMinutes(3));
            if (exit != expectedExit) {
                throw new AssertionError("scanctl " + String.join(" ", arguments) + " ended with " + exit + "\n"
                        + program.transcript() + everyLog());
            }
            return program.output();
        }
    }

    /** What coordinator and agents logged, for failure messages. */
    String everyLog() {
        StringBuilder log = new StringBuilder("\n-- coordinator\n").append(coordinator.transcript());
        agents.forEach(agent -> log.append("\n-- agent\n").append(agent.transcript()));
        return log.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        agents.forEach(Program::close);
        coordinator.close();
    }
}
