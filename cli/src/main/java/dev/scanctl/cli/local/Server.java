package dev.scanctl.cli.local;

import dev.scanctl.cli.client.Connection;
import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.coordinator.Coordinator;
import dev.scanctl.coordinator.CoordinatorConfig;
import dev.scanctl.coordinator.ListenOn;
import dev.scanctl.coordinator.lease.LeaseTimes;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The coordinator of this user, wherever it runs: in this process, which then also serves the socket, or behind the
 * socket of another one.
 *
 * @param dial makes channels for an agent of this process
 * @param end what to end after the client
 */
record Server(ScanClient client, Supplier<ManagedChannel> dial, Runnable end) implements AutoCloseable {
    /** A process that just starts needs a second or two until it answers; after this many tries it will not. */
    private static final int TRIES = 60;

    /** As everywhere, but for heartbeats: there is one agent, and whoever started it looks at its progress. */
    private static final LeaseTimes LEASES = LeaseTimes.of(
            LeaseTimes.STANDARD.ttl(), Duration.ofSeconds(1), LeaseTimes.STANDARD.detached());

    private static final String ADVICE = "the process that served it has just ended; give the command again";
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Connects to the process that serves, or becomes it. */
    static Server find(LocalHome home) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Server> server = connect(home).or(() -> serve(home));
            if (server.isPresent()) {
                return server.get();
            }
            Waiting.pause(PAUSE);
        }
        throw new Failure(ExitCode.UNREACHABLE,
                "another process has the store in " + home.directory() + " open and does not answer on " + home.socket()
                        + ": end it, or set SCANCTL_HOME to another directory");
    }

    private static Optional<Server> connect(LocalHome home) {
        if (!Files.exists(home.socket())) {
            return Optional.empty();
        }
        Endpoint endpoint = new Endpoint.UnixSocket(home.socket());
        Connection connection = Connection.to(endpoint, Proof.NONE);
        ScanClient client = new ScanClient(connection, endpoint.toString(), ADVICE);
        try {
            client.serverInfo(PATIENCE);
            return Optional.of(new Server(client, Connection.dial(endpoint, connection), () -> {}));
        } catch (Failure nobodyAnswers) {
            client.close();
            return Optional.empty();
        }
    }

    private static Optional<Server> serve(LocalHome home) {
        return FileGuard.tryHold(home.servingLock(), false).map(guard -> serve(home, guard));
    }

    private static Server serve(LocalHome home, FileGuard guard) {
        String name = "scanctl-" + UUID.randomUUID();
        try {
            Coordinator coordinator = Coordinator.start(CoordinatorConfig.of(home.store())
                    .withLeases(LEASES)
                    .listeningOn(new ListenOn.InProcess(name))
                    .listeningOn(new ListenOn.UnixSocket(home.socket())));
            ScanClient client = new ScanClient(Connection.inProcess(name), "this process", ADVICE);
            return new Server(client, () -> InProcessChannelBuilder.forName(name).build(), () -> {
                coordinator.close();
                guard.close();
            });
        } catch (IOException | RuntimeException e) {
            guard.close();
            throw new Failure(ExitCode.USAGE, "cannot open the store in " + home.directory() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
        end.run();
    }
}
