package dev.scanctl.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An agent that probes nothing and says what the test tells it to. Owned by the test's thread. */
final class ScriptedAgent implements AutoCloseable {
    static final Outcome OPEN = Outcome.of(dev.scanctl.wire.PortState.OPEN, Reason.SYN_ACK);
    static final Outcome CLOSED = Outcome.of(dev.scanctl.wire.PortState.CLOSED, Reason.CONN_REFUSED);
    static final Outcome UNKNOWN = Outcome.of(dev.scanctl.wire.PortState.UNKNOWN, Reason.LOCAL_DESCRIPTORS);

    /** How far its clock is ahead of the coordinator's. */
    static final long AHEAD_MS = 3_600_000;

    private static final long PATIENCE_SECONDS = 20;

    private final String id = UUID.randomUUID().toString();
    private final BlockingQueue<CoordinatorMessage> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<ResultAnswer> answers = new LinkedBlockingQueue<>();
    private final Semaphore credits = new Semaphore(0);
    private final StreamObserver<AgentMessage> session;
    private final StreamObserver<ReportBatch> report;
    private volatile boolean cutOff;
    private long seq;

    ScriptedAgent(Channel channel, String segment) throws Exception {
        AgentServiceGrpc.AgentServiceStub stub = AgentServiceGrpc.newStub(channel);
        session = stub.session(new Heard<>(heard::add, () -> cutOff = true));
        session.onNext(AgentMessage.newBuilder()
                .setSeq(++seq)
                .setHello(hello(segment))
                .build());
        await(CoordinatorMessage::hasWelcome);
        report = reporting(stub);
    }

    /** The welcome may be heard a moment before reports are taken; like any agent, this one asks again. */
    private StreamObserver<ReportBatch> reporting(AgentServiceGrpc.AgentServiceStub stub) throws InterruptedException {
        long giveUp = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < giveUp) {
            BlockingQueue<Boolean> taken = new LinkedBlockingQueue<>();
            StreamObserver<ReportBatch> calls = stub.report(new Heard<>(
                    reply -> {
                        replied(reply);
                        taken.add(true);
                    },
                    () -> taken.add(false)));
            calls.onNext(ReportBatch.newBuilder().setAgentId(id).setIncarnation(7).build());
            if (Boolean.TRUE.equals(taken.poll(PATIENCE_SECONDS, SECONDS))) {
                return calls;
            }
        }
        throw new AssertionError("reports are not taken");
    }

    private Hello hello(String segment) {
        return Hello.newBuilder()
                .setAgentId(id)
                .setName("scripted")
                .setSegment(segment)
                .setIncarnation(7)
                .setVersion("test")
                .setWallClockMs(System.currentTimeMillis() + AHEAD_MS)
                .setContract(1)
                .setFreeSlots(16)
                .setCapabilities(Capabilities.newBuilder()
                        .addMethods(Method.METHOD_CONNECT)
                        .addProtocols(Protocol.PROTOCOL_TCP)
                        .setIpv6(true)
                        .setDiscovery(true)
                        .setMaxUnits(16)
                        .setPlatform("test"))
                .build();
    }

    private void replied(ReportReply reply) {
        answers.addAll(reply.getAnswersList());
        credits.release(reply.getCredits());
    }

    /** Whether the coordinator has ended the session with an error. */
    boolean cutOff() {
        return cutOff;
    }

    String id() {
        return id;
    }

    /** The next message that fits; those before it are dropped. */
    CoordinatorMessage await(Predicate<CoordinatorMessage> wanted) throws InterruptedException {
        while (true) {
            CoordinatorMessage message = heard.poll(PATIENCE_SECONDS, SECONDS);
            assertThat(message).as("a message from the coordinator").isNotNull();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** The next grant. Beats while it waits, as an agent that says nothing is taken for gone. */
    Grant grant() throws InterruptedException {
        long giveUp = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < giveUp) {
            CoordinatorMessage message = heard.poll(500, MILLISECONDS);
            if (message == null) {
                heartbeat();
            } else if (message.hasGrant()) {
                return message.getGrant();
            }
        }
        throw new AssertionError("no grant within " + PATIENCE_SECONDS + " s");
    }

    void heartbeat(LeaseRef... held) {
        Heartbeat.Builder beat = Heartbeat.newBuilder().setFreeSlots(16);
        for (LeaseRef lease : held) {
            beat.addUnitsBuilder().setLease(lease).setRatePps(100);
        }
        session.onNext(AgentMessage.newBuilder().setSeq(++seq).setHeartbeat(beat).build());
    }

    void found(Grant grant, String address, int port) throws InterruptedException {
        send(ReportBatch.newBuilder()
                .addFound(FoundPort.newBuilder()
                        .setLease(grant.getLease())
                        .setPort(open(Address.parse(address), port)))
                .build());
    }

    /** Reports the whole unit, each port as the test says, and waits for the answer. */
    ResultAnswer finish(Grant grant, BiFunction<Address, Integer, Outcome> verdict) throws InterruptedException {
        send(ReportBatch.newBuilder().addResults(result(grant, verdict)).build());
        ResultAnswer answer = answers.poll(PATIENCE_SECONDS, SECONDS);
        assertThat(answer).as("an answer to a result").isNotNull();
        return answer;
    }

    /** Reports which addresses of a unit of discovery have a live host, and waits for the answer. */
    ResultAnswer live(Grant grant, String... addresses) throws InterruptedException {
        UnitResult.Builder result =
                UnitResult.newBuilder().setLease(grant.getLease()).setMethod(Method.METHOD_CONNECT);
        for (String address : addresses) {
            ByteString bytes = ByteString.copyFrom(Address.parse(address).toBytes());
            result.addLive(dev.scanctl.proto.v1.AddressRange.newBuilder().setFirst(bytes).setLast(bytes));
        }
        send(ReportBatch.newBuilder().addResults(result).build());
        ResultAnswer answer = answers.poll(PATIENCE_SECONDS, SECONDS);
        assertThat(answer).as("an answer to a result").isNotNull();
        return answer;
    }

    private void send(ReportBatch batch) throws InterruptedException {
        assertThat(credits.tryAcquire(PATIENCE_SECONDS, SECONDS)).as("a credit").isTrue();
        report.onNext(batch);
    }

    private static UnitResult result(Grant grant, BiFunction<Address, Integer, Outcome> verdict) {
        PortSet ports = ports(grant);
        UnitResult.Builder result = UnitResult.newBuilder()
                .setLease(grant.getLease())
                .setMethod(Method.METHOD_CONNECT)
                .setProtocol(Protocol.PROTOCOL_TCP)
                .setQuality(UnitQuality.newBuilder().setSent(ports.size()).setAnswered(ports.size()));
        AddressSet addresses = grant.getWork().getLiveKnown() ? liveOf(grant) : addresses(grant);
        for (long i = 0; i < addresses.size(); i++) {
            Address address = addresses.at(i);
            Runs runs = Runs.of(ports, rank -> verdict.apply(address, ports.at(rank)));
            result.addHosts(HostResult.newBuilder()
                    .setAddress(ByteString.copyFrom(address.toBytes()))
                    .setCount(1)
                    .setRuns(ByteString.copyFrom(runs.encode())));
            openPorts(ports, runs).forEach(port -> result.addOpen(open(address, port)));
        }
        return result.build();
    }

    private static List<Integer> openPorts(PortSet ports, Runs runs) {
        List<Integer> open = new ArrayList<>();
        for (int rank = 0; rank < ports.size(); rank++) {
            if (runs.at(ports.at(rank)).equals(OPEN)) {
                open.add(ports.at(rank));
            }
        }
        return open;
    }

    private static OpenPort open(Address address, int port) {
        return OpenPort.newBuilder()
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setPort(port)
                .setReason(dev.scanctl.proto.v1.Reason.REASON_SYN_ACK)
                .setRttMicros(120)
                .setAttempts(1)
                .setState(PortState.PORT_STATE_OPEN)
                .build();
    }

    private static PortSet ports(Grant grant) {
        return PortSet.of(grant.getWork().getPortsList().stream()
                .map(range -> new PortRange(range.getFirst(), range.getLast()))
                .toList());
    }

    static AddressSet addresses(Grant grant) {
        return set(grant.getWork().getAddressesList());
    }

    static AddressSet liveOf(Grant grant) {
        return set(grant.getWork().getLiveList());
    }

    private static AddressSet set(List<dev.scanctl.proto.v1.AddressRange> ranges) {
        return AddressSet.of(ranges.stream()
                .map(range -> new AddressRange(
                        Address.of(range.getFirst().toByteArray()),
                        Address.of(range.getLast().toByteArray())))
                .toList());
    }

    @Override
    public void close() {
        report.onCompleted();
        session.onCompleted();
    }

    private record Heard<T>(Consumer<T> ear, Runnable failed) implements StreamObserver<T> {
        @Override
        public void onNext(T message) {
            ear.accept(message);
        }

        @Override
        public void onError(Throwable end) {
            failed.run();
        }

        @Override
        public void onCompleted() {}
    }
}
