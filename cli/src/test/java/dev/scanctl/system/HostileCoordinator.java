package dev.scanctl.system;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.coordinator.trust.CallerTrust;
import dev.scanctl.coordinator.trust.CoordinatorKeys;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.HeartbeatReply;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.Settings;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.proto.v1.Welcome;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.Address;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program for tests: a coordinator with a valid certificate that wants an agent to probe all it should not. Prints the end of each
 * unit, by what became of its ports.
 *
 * <p>Arguments: the data directory with the authority, the port to listen on, units, a seed.
 */
final class HostileCoordinator extends AgentServiceGrpc.AgentServiceImplBase {
    /** What is asked for most, since it is what a policy is most likely to get wrong. */
    private static final int[] EDGES = {
        0x0a4d_0901, 0x0a4d_0902, 0x0a4d_0903, 0x0a4d_09ff, 0x0a4d_0a00, 0x0a4d_0101, 0x0a4d_0302, 0x7f00_0001, 0xe000_0001, 0xa9fe_0001
    };

    private final int units;
    private final Random random;
    private final TreeMap<String, Integer> told = new TreeMap<>();
    private @Nullable StreamObserver<CoordinatorMessage> session;
    private int granted;
    private int ended;

    private HostileCoordinator(int units, long seed) {
        this.units = units;
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        Authorities authorities = Authorities.open(Path.of(args[0]), Clock.systemUTC());
        SslContextBuilder tls = SslContextBuilder.forServer(new CoordinatorKeys(authorities, Clock.systemUTC()));
        HostileCoordinator hostile = new HostileCoordinator(Integer.parseInt(args[2]), Long.parseLong(args[3]));
        NettyServerBuilder.forAddress(new InetSocketAddress("0.0.0.0", Integer.parseInt(args[1])))
                .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK)
                        .protocols("TLSv1.3")
                        .trustManager(new CallerTrust(authorities, Clock.systemUTC()))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(hostile)
                .build()
                .start()
                .awaitTermination();
    }

    @Override
    public synchronized StreamObserver<AgentMessage> session(StreamObserver<CoordinatorMessage> agent) {
        session = agent;
        return new Deaf<>() {
            @Override
            public void onNext(AgentMessage message) {
                heard(message);
            }
        };
    }

    private synchronized void heard(AgentMessage message) {
        switch (message.getBodyCase()) {
            case HELLO -> {
                say(CoordinatorMessage.newBuilder().setWelcome(Welcome.newBuilder()
                        .setSettings(Settings.newBuilder()
                                .setLeaseTtlMs(20_000)
                                .setHeartbeatMs(1_000)
                                .setDetachedMs(2_000)
                                .setMaxBatchBytes(1 << 20))
                        .setGeneration(1)
                        .setAskedSeq(message.getSeq())));
                grant(message.getSeq(), message.getHello().getFreeSlots());
            }
            case HEARTBEAT -> {
                HeartbeatReply.Builder reply = HeartbeatReply.newBuilder().setAskedSeq(message.getSeq());
                message.getHeartbeat().getUnitsList().forEach(unit -> reply.addRenewed(unit.getLease()));
                say(CoordinatorMessage.newBuilder().setHeartbeatReply(reply));
                grant(message.getSeq(), message.getHeartbeat().getFreeSlots());
            }
            case HAND_BACK -> end("handed back: " + message.getHandBack().getDetail());
            default -> {}
        }
    }

    private void say(CoordinatorMessage.Builder message) {
        StreamObserver<CoordinatorMessage> line = session;
        if (line != null) {
            line.onNext(message.build());
        }
    }

    private void grant(long seq, int slots) {
        for (int i = 0; i < slots && granted < units; i++) {
            LeaseRef lease = LeaseRef.newBuilder().setScanId(1).setUnit(++granted).setEpoch(1L << 32).build();
            say(CoordinatorMessage.newBuilder().setGrant(Grant.newBuilder()
                    .setLease(lease)
                    .setAskedSeq(seq)
                    .setTtlMs(20_000)
                    .setWork(work())
                    .setRate(RateShare.newBuilder().setLease(lease))));
        }
    }

    /** One in ten is within what the test's policy allows, 10.77.9.2 ports 1 to 99; so it is seen that probes would leave. */
    private WorkUnit work() {
        boolean tame = random.nextInt(10) == 0;
        int first = tame ? 0x0a4d_0902 : random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt();
        Address from = Address.v4(first == -1 ? 0 : first);
        int port = tame ? 1 + random.nextInt(90) : random.nextInt(1, 250);
        boolean udp = !tame && random.nextInt(4) == 0;
        boolean looks = !tame && random.nextInt(8) == 0;
        boolean syn = random.nextBoolean();
        WorkUnit.Builder work = WorkUnit.newBuilder()
                .setKind(looks ? UnitKind.UNIT_KIND_DISCOVERY : UnitKind.UNIT_KIND_PORTS)
                .setProtocol(udp ? Protocol.PROTOCOL_UDP : Protocol.PROTOCOL_TCP)
                .addAddresses(AddressRange.newBuilder()
                        .setFirst(ByteString.copyFrom(from.toBytes()))
                        .setLast(ByteString.copyFrom(from.plus(tame ? 0 : 1).toBytes())))
                .setSeed(random.nextLong())
                .setSettings(ProbeSettings.newBuilder().setMethod(syn ? Method.METHOD_SYN : Method.METHOD_CONNECT));
        if (!looks) {
            work.addPorts(PortRange.newBuilder().setFirst(port).setLast(port + 2));
        }
        return work.build();
    }

    @Override
    public StreamObserver<ReportBatch> report(StreamObserver<ReportReply> agent) {
        agent.onNext(ReportReply.newBuilder().setCredits(100).build());
        return new Deaf<>() {
            @Override
            public void onNext(ReportBatch batch) {
                agent.onNext(answer(batch));
            }
        };
    }

    private synchronized ReportReply answer(ReportBatch batch) {
        ReportReply.Builder reply = ReportReply.newBuilder().setCredits(1);
        for (UnitResult result : batch.getResultsList()) {
            reply.addAnswers(ResultAnswer.newBuilder()
                    .setLease(result.getLease())
                    .setVerdict(ResultAnswer.Verdict.VERDICT_APPLIED));
            end(result.getPartial() ? "partial" : "result");
        }
        return reply.build();
    }

    private void end(String how) {
        told.merge(how, 1, Integer::sum);
        ended++;
        if (ended == units) {
            System.out.println("all units have ended: " + told);
        }
    }

    /** Of a stream whose end does not matter. */
    private abstract static class Deaf<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    static List<String> arguments(Path data, int port, int units, long seed) {
        return List.of(data.toString(), String.valueOf(port), String.valueOf(units), String.valueOf(seed));
    }
}
