package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.cli.client.Connection;
import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.client.RemoteSession;
import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.client.Sessions;
import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Surroundings;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Terminal;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Runs command lines against a {@link TestingScanService} and catches all that they print. */
final class Cli implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** Standard output of a pipe whose reader has gone. */
    static final OutputStream READER_LEFT = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    };

    final TestingScanService service = new TestingScanService();
    final Map<String, String> environment = new HashMap<>(Map.of("SCANCTL_COORDINATOR", "test:1"));
    Terminal terminal = Terminal.NONE;
    String input = "";
    OutputStream out = new ByteArrayOutputStream();
    Endpoint.Tcp reached = new Endpoint.Tcp("nobody", 1);

    /** How far the clock goes on at each look. */
    Duration clockStep = Duration.ZERO;

    private Instant now = NOW;
    private Runnable interrupt = () -> {};
    private final String name = UUID.randomUUID().toString();
    private final Server server;

    Cli(Path home) throws IOException {
        environment.put("XDG_CONFIG_HOME", home.toString());
        server = InProcessServerBuilder.forName(name).addService(service).build().start();
    }

    Commands.Result run(String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                out,
                new PrintStream(err, true, UTF_8),
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                UTF_8,
                terminal,
                ZoneId.of("UTC"));
        Interrupts interrupts = new Interrupts(fire -> interrupt = fire);
        int code = new Program(new Surroundings(console, environment, sessions(), interrupts, this::tick, "1.2.3"))
                .run(args);
        return new Commands.Result(code, out.toString(), err.toString(UTF_8));
    }

    private Instant tick() {
        now = now.plus(clockStep);
        return now;
    }

    /** Ctrl-C, once the run has made it its own. */
    void interrupt() {
        interrupt.run();
    }

    private Sessions sessions() {
        return new Sessions() {
            @Override
            public Session remote(Endpoint.Tcp coordinator, Proof proof) {
                reached = coordinator;
                return new RemoteSession(new ScanClient(Connection.inProcess(name), coordinator.toString(), RemoteSession.ADVICE));
            }

            @Override
            public Session local(boolean probing) {
                return new TestingLocalSession(new ScanClient(Connection.inProcess(name), "this process", "again"), probing);
            }
        };
    }

    /** A local session that neither opens a store nor probes. */
    private record TestingLocalSession(ScanClient client, boolean probesHere) implements Session {
        @Override
        public boolean movable() {
            return true;
        }

        @Override
        public void reconnect() {}

        @Override
        public void ensureAgent() {}

        @Override
        public void close() {
            client.close();
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
