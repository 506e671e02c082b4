package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.SubmitRequest;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator as a whole: where it listens, what it refuses at its start, what it takes up again. */
@Timeout(60)
class CoordinatorTest {
    private static final LeaseTimes SHORT = new LeaseTimes(
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    @TempDir
    Path directory;

    private static ScanServiceGrpc.ScanServiceBlockingStub scans(ManagedChannel channel) {
        return ScanServiceGrpc.newBlockingStub(channel);
    }

    @Test
    void servesOnTcpWithAPortOfItsOwnChoice() throws Exception {
        try (Coordinator coordinator =
                Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.Tcp("127.0.0.1", 0)))) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", coordinator.port())
                    .usePlaintext()
                    .build();
            try {
                assertThat(scans(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance()).getContract())
                        .isEqualTo(1);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void servesOnASocketThatOnlyItsOwnerMayUseAndRemovesItAfterwards() throws Exception {
        Path socket = directory.resolve("run").resolve("s");
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (Coordinator coordinator =
                Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.UnixSocket(socket)))) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                    .channelType(NioDomainSocketChannel.class)
                    .eventLoopGroup(loop)
                    .usePlaintext()
                    .build();
            try {
                assertThat(scans(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance()).getListening())
                        .isEqualTo(coordinator.listening());
            } finally {
                channel.shutdownNow();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                    .isEqualTo("rwx------");
        } finally {
            loop.shutdownGracefully();
        }

        assertThat(socket).doesNotExist();
    }

    @Test
    void socketThatNobodyAnswersOnIsReplaced() throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.UnixSocket(socket))).close();
    }

    @Test
    void socketOfALivingProcessIsLeftAlone() throws Exception {
        Path socket = directory.resolve("s");
        CoordinatorConfig config = CoordinatorConfig.inMemory().listeningOn(new ListenOn.UnixSocket(socket));
        try (Coordinator first = Coordinator.start(config)) {
            assertThatThrownBy(() -> Coordinator.start(config))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on unix:" + socket + ": another process already serves it");
            assertThat(socket).exists();
            assertThat(first.port()).isEqualTo(-1);
        }
    }

    @Test
    void fileThatIsNoSocketIsNeverRemoved() throws Exception {
        Path file = Files.writeString(directory.resolve("s"), "mine");

        assertThatThrownBy(() -> Coordinator.start(
                        CoordinatorConfig.inMemory().listeningOn(new ListenOn.UnixSocket(file))))
                .hasMessageContaining("exists and is not a socket");
        assertThat(file).hasContent("mine");
    }

    @Test
    void dataDirectoryInUseIsRefused() throws Exception {
        CoordinatorConfig config = CoordinatorConfig.of(directory.resolve("data"));
        try (Coordinator first = Coordinator.start(config)) {
            assertThat(first.listening()).isEmpty();
            assertThatThrownBy(() -> Coordinator.start(config)).isInstanceOf(StartRefused.class);
        }
    }

    @Test
    void runningScanGoesOnAfterARestart() throws Exception {
        String name = UUID.randomUUID().toString();
        CoordinatorConfig config = CoordinatorConfig.of(directory.resolve("data"))
                .listeningOn(new ListenOn.InProcess(name))
                .withLeases(SHORT);
        try (Coordinator first = Coordinator.start(config)) {
            ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
            try (ScriptedAgent agent = new ScriptedAgent(channel, "dmz")) {
                assertThat(first.listening()).isEqualTo("in-process:" + name);
                scans(channel).submit(submit());
            }
            channel.shutdownNow();
        }

        try (Coordinator second = Coordinator.start(config)) {
            ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
            try (ScriptedAgent agent = new ScriptedAgent(channel, "dmz")) {
                Grant grant = agent.grant();
                agent.finish(grant, (address, port) -> ScriptedAgent.OPEN);
                await().until(() -> scans(channel)
                                .listScans(ListScansRequest.getDefaultInstance())
                                .getScans(0)
                                .getState()
                        == ScanState.SCAN_STATE_COMPLETED);
            }
            channel.shutdownNow();
            assertThat(second.port()).isEqualTo(-1);
        }
    }

    private static SubmitRequest submit() {
        return SubmitRequest.newBuilder()
                .setRequestId("r1")
                .setSpec(ScanSpec.newBuilder()
                        .addTargets(SourceText.newBuilder().setText("10.0.0.1"))
                        .setPorts("22")
                        .addSegments("dmz"))
                .build();
    }

    @Test
    void programRefusesInOneSentenceWithExitCode2() throws Exception {
        assertThat(run("--nonsense")).startsWith("2 scan-coordinator: Unknown option");
        assertThat(run("--lease-ttl", "x")).startsWith("2 scan-coordinator: --lease-ttl: 'x' is not a duration");
        String data = directory.resolve("d").toString();
        assertThat(run("--listen", "127.0.0.1:0", "--data", data))
                .startsWith("2 scan-coordinator: calls by TCP are taken by TLS only")
                .contains("scan-coordinator init")
                .hasLineCount(1);
        assertThat(run("init", "--data", data, "--operator", "not a name")).startsWith("2 scan-coordinator: an operator's name");
        assertThat(run("init", "--data", data)).startsWith("0 Made the operator admin").contains("scanctl context import");
        assertThat(run("init", "--data", data)).startsWith("0 There is ").contains("nothing was changed");
        assertThat(run("--listen", "192.0.2.1:1", "--data", data))
                .startsWith("2 scan-coordinator: cannot listen on 192.0.2.1:1");
        Path key = Path.of(data, "trust", "authority.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run("--listen", "127.0.0.1:0", "--data", data))
                .startsWith("2 scan-coordinator: others may use " + key)
                .hasLineCount(1);
        try (Coordinator first = Coordinator.start(CoordinatorConfig.of(directory.resolve("used")))) {
            assertThat(first.port()).isEqualTo(-1);
            assertThat(run("--listen", "127.0.0.1:0", "--data", directory.resolve("used").toString()))
                    .startsWith("2 scan-coordinator: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void compactingNeedsAStoreThatNobodyUses() {
        String data = directory.resolve("compacted").toString();
        assertThat(run("compact", "--data", data)).isEqualTo("2 scan-coordinator: There is no store in " + data + ".\n");
        assertThat(run("compact", data)).startsWith("2 scan-coordinator: '" + data + "' is not understood").hasLineCount(1);
        try (Store store = Store.open(Path.of(data))) {
            assertThat(store.generation()).isEqualTo(1);
            assertThat(run("compact", "--data", data)).startsWith("2 scan-coordinator: ").hasLineCount(1);
        }
        assertThat(run("compact", "--data", data)).startsWith("0 The store's file was 0 MB and is 0 MB now.");
    }

    @Test
    void programExplainsItself() {
        assertThat(run("--version")).startsWith("0 scan-coordinator ");
        String help = run("--help");
        for (Setting setting : Setting.values()) {
            assertThat(help).contains(setting.option());
        }
        assertThat(help).contains("scan-coordinator init");
    }

    /** Exit code, standard output and standard error. */
    private static String run(String... args) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(text, true, StandardCharsets.UTF_8);
        int code = new CoordinatorMain(new Surroundings(Map.of(), both, both)).run(args);
        return code + " " + text.toString(StandardCharsets.UTF_8);
    }
}
