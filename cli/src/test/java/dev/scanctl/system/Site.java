package dev.scanctl.system;

import dev.scanctl.cli.Commands;
import dev.scanctl.trust.SecretFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A coordinator and its agents, each a process of its own, and an operator's command line: a process of its own behind a prefix, and
 * else within this one, where a command takes some milliseconds rather than the seconds of a program's start.
 */
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
        init();
        this.coordinator = startCoordinator();
        scope();
    }

    /** A site on loopback. */
    static Site onLoopback(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new Site(directory, List.of(), "127.0.0.1:" + freePort());
    }

    /** A site whose coordinator and operator run behind a command prefix and listen on a given address. */
    static Site behind(Path directory, List<String> prefix, String listen) throws IOException {
        return new Site(directory, prefix, listen);
    }

    /** As an admin does it before the first start. */
    private void init() throws IOException {
        try (Program init = Program.java(directory, prefix, environment(), COORDINATOR,
                "init", "--data", data().toString(), "--address", listen, "--context", context().toString())) {
            if (init.exitCode(Duration.ofMinutes(1)) != 0) {
                throw new AssertionError("scan-coordinator init\n" + init.transcript());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        scanctlOrFail("context", "import", context().toString());
    }

    /** Lets the admin have everything scanned that tests scan. */
    private void scope() throws IOException {
        scanctlOrFail("scope", "create", "everything", "0.0.0.0/0", "::/0", "-q");
    }

    private Path data() {
        return directory.resolve("coordinator");
    }

    private Path context() {
        return directory.resolve("admin.context");
    }

    private Map<String, String> environment() {
        return Map.of("XDG_CONFIG_HOME", directory.toString(), "SCANCTL_HOME", directory.toString());
    }

    private Program startCoordinator() throws IOException {
        Program program = Program.java(
                directory, prefix, Map.of(), COORDINATOR, "--listen", listen, "--data", data().toString());
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
        enroll(name, segment, agentPrefix, dial, state);
        List<String> all = new ArrayList<>(List.of(
                "--coordinator", dial, "--state-dir", state.toString(), "--policy", policy(name, dial).toString()));
        all.addAll(List.of(options));
        Program agent = Program.java(directory, agentPrefix, Map.of(), AGENT, all.toArray(String[]::new));
        agents.add(agent);
        coordinator.awaitText(name);
        return agent;
    }

    /** Lets everything be probed that tests probe. */
    private Path policy(String name, String dial) throws IOException {
        String coordinator = "allow " + dial.substring(0, dial.lastIndexOf(':')) + "\n";
        return Files.writeString(directory.resolve(name + ".policy"), coordinator + """
                allow 0.0.0.0/0
                allow ::/0
                allow 127.0.0.0/8
                allow fe80::/10
                """);
    }

    private void enroll(String name, String segment, List<String> agentPrefix, String dial, Path state)
            throws IOException {
        String token = scanctlOrFail("agent", "token", "create", "--from", segment, "--name", name, "-q");
        Path file = directory.resolve("token-" + name);
        SecretFile.write(file, token);
        try (Program enrolment = Program.java(directory, agentPrefix, Map.of(), AGENT,
                "enroll", "--coordinator", dial, "--token-file", file.toString(), "--state-dir", state.toString())) {
            if (enrolment.exitCode(Duration.ofMinutes(1)) != 0) {
                throw new AssertionError("scan-agent enroll\n" + enrolment.transcript() + everyLog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Program startAgent(String name, String segment) throws IOException {
        return startAgent(name, segment, List.of(), listen);
    }

    /** Starts scanctl and leaves it running. */
    Program start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--coordinator", listen));
        return Program.java(directory, prefix, environment(), SCANCTL, all.toArray(String[]::new));
    }

    /** Starts a program of the tests as an operator would. */
    Program program(String mainClass, String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("SCANCTL_COORDINATOR", listen);
        return Program.java(directory, prefix, environment, mainClass, arguments);
    }

    /** Runs scanctl to its end and gives what it printed on stdout; another exit code is a failure. */
    String scanctl(int expectedExit, String... arguments) throws IOException, InterruptedException {
        return ran(Map.of("SCANCTL_COORDINATOR", listen), expectedExit, arguments).out();
    }

    /** The same as whoever these credentials are of. */
    String scanctlAs(Path credentials, int expectedExit, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> more = Map.of("SCANCTL_CREDENTIALS", credentials.toString(), "SCANCTL_COORDINATOR", listen);
        return ran(more, expectedExit, arguments).out();
    }

    /** All that scanctl said to people and printed. */
    String said(String... arguments) throws IOException, InterruptedException {
        Commands.Result result = ran(Map.of("SCANCTL_COORDINATOR", listen), 0, arguments);
        return result.out() + result.err();
    }

    private String scanctlOrFail(String... arguments) throws IOException {
        try {
            return ran(Map.of(), 0, arguments).out();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Commands.Result ran(Map<String, String> more, int expectedExit, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(more);
        Commands.Result result = prefix.isEmpty()
                ? here(new Commands(environment, List.of()).run(arguments))
                : apart(environment, arguments);
        if (result.code() != expectedExit) {
            throw new AssertionError("scanctl " + String.join(" ", arguments) + " ended with " + result.code() + "\n"
                    + result.out() + result.err() + (agents.isEmpty() ? "" : everyLog()));
        }
        return result;
    }

    /** What it said lies in files, as of one that is a process. */
    private Commands.Result here(Commands.Result result) throws IOException {
        Files.writeString(Files.createTempFile(directory, "Main", ".out"), result.out());
        Files.writeString(Files.createTempFile(directory, "Main", ".err"), result.err());
        return result;
    }

    private Commands.Result apart(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (Program program = Program.java(directory, prefix, environment, SCANCTL, arguments)) {
            int code = program.exitCode(Duration.ofMinutes(3));
            return new Commands.Result(code, program.output(), program.said());
        }
    }

    /** Starts scan-agent with the given words and this site's coordinator. */
    Program agent(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--coordinator", listen));
        return Program.java(directory, List.of(), Map.of(), AGENT, all.toArray(String[]::new));
    }

    /** Starts an agent that has enrolled before. */
    Program startAgainAgent(String name) throws IOException {
        Program agent = agent(
                "--state-dir", directory.resolve("agent-" + name).toString(), "--policy", policy(name, listen).toString());
        agents.add(agent);
        agent.awaitText("Connected to the coordinator");
        return agent;
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
