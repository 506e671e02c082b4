package dev.scanctl.coordinator.rpc.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Permission;
import dev.scanctl.coordinator.access.PermissionTable;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.audit.RecentAudit;
import dev.scanctl.coordinator.audit.Strangers;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.CallOptions;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call, by every role: let in or refused as the table says, and on record as it says. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class GuardTest {
    private static final PermissionTable TABLE = new PermissionTable();

    private final RecentAudit audit = new RecentAudit();
    private final Strangers strangers = new Strangers(audit, () -> Instant.EPOCH);
    private final List<String> done = new ArrayList<>();
    private @Nullable Caller caller = caller(Role.ADMIN);
    private Audit behind = audit;
    private Status answer = Status.OK;
    private Server server;
    private ManagedChannel channel;

    private static Caller caller(Role... roles) {
        return new Caller("operator:alice", "10.9.0.7", Set.of(roles));
    }

    @BeforeEach
    void start() throws IOException {
        String name = UUID.randomUUID().toString();
        InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
        TABLE.calls().stream().map(call -> call.replaceAll("/.*", "")).distinct().forEach(service -> builder.addService(service(service)));
        server = builder.intercept(new Guard(this::recognise, new Behind(), strangers)).build().start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    private Caller recognise(io.grpc.Attributes connection, io.grpc.Metadata headers) {
        if (caller == null) {
            throw Status.UNAUTHENTICATED.withDescription("a certificate is needed").asRuntimeException();
        }
        return caller;
    }

    /** The audit that is set for the test. */
    private final class Behind implements Audit {
        @Override
        public void record(AuditEntry entry) {
            behind.record(entry);
        }

        @Override
        public void later(AuditEntry entry) {
            audit.later(entry);
        }
    }

    private ServerServiceDefinition service(String name) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder("scan.v1." + name);
        TABLE.calls().stream().filter(call -> call.startsWith(name + "/")).forEach(call -> service.addMethod(
                ServerMethodDefinition.create(method(call), ServerCalls.asyncUnaryCall((request, out) -> {
                    done.add(call);
                    if (answer.isOk()) {
                        out.onNext(request);
                        out.onCompleted();
                    } else {
                        out.onError(answer.asRuntimeException());
                    }
                }))));
        return service.build();
    }

    private static MethodDescriptor<GetServerInfoRequest, GetServerInfoRequest> method(String call) {
        var marshaller = io.grpc.protobuf.ProtoUtils.marshaller(GetServerInfoRequest.getDefaultInstance());
        return MethodDescriptor.newBuilder(marshaller, marshaller)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("scan.v1." + call)
                .build();
    }

    private Status.Code call(String call) {
        try {
            ClientCalls.blockingUnaryCall(channel, method(call), CallOptions.DEFAULT, GetServerInfoRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        strangers.close();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void eachRoleMakesTheCallsOfTheTableAndNoOther(Role role) {
        caller = caller(role);
        Status.Code otherwise = role == Role.STRANGER ? Status.Code.UNAUTHENTICATED : Status.Code.PERMISSION_DENIED;
        for (String call : TABLE.calls()) {
            boolean allowed = TABLE.of(call).map(Permission::roles).orElse(Set.of()).contains(role);
            assertThat(call(call)).as("%s by %s", call, role).isEqualTo(allowed ? Status.Code.OK : otherwise);
            assertThat(done.remove(call)).as("%s by %s was done", call, role).isEqualTo(allowed);
        }
    }

    @Test
    void whoHasNoRoleAndWhoIsNotKnownMakeNone() {
        for (String call : TABLE.calls()) {
            caller = new Caller("operator:bob", "10.9.0.8", EnumSet.noneOf(Role.class));
            assertThat(call(call)).isEqualTo(Status.Code.PERMISSION_DENIED);
            caller = null;
            assertThat(call(call)).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        assertThat(done).isEmpty();
        strangers.close();

        assertThat(audit.entries()).filteredOn(entry -> entry.actor().equals("stranger")).hasSize(1);
        assertThat(audit.entries())
                .filteredOn(entry -> entry.actor().equals("operator:bob"))
                .hasSize(TABLE.calls().size())
                .allMatch(entry -> entry.event() == AuditEntry.Event.REFUSED);
    }

    @Test
    void changesAndReadsAreOnRecordAndLooksAreNot() {
        call("ScanService/Submit");
        call("ScanService/ListResults");
        call("ScanService/ListScans");

        assertThat(audit.entries())
                .extracting(AuditEntry::call, AuditEntry::event)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ScanService/Submit", AuditEntry.Event.ASKED),
                        org.assertj.core.groups.Tuple.tuple("ScanService/ListResults", AuditEntry.Event.READ));
    }

    @Test
    void aChangeThatIsRefusedFurtherInIsToldOfToo() {
        answer = Status.FAILED_PRECONDITION.withDescription("the scan has ended");
        call("ScanService/PauseScan");
        call("ScanService/ListScans");

        assertThat(audit.entries()).extracting(AuditEntry::event).containsExactly(AuditEntry.Event.ASKED, AuditEntry.Event.REFUSED);
        assertThat(audit.entries().getLast().what()).isEqualTo("the scan has ended");
    }

    /** What ends probes is done whatever the log's disk says. */
    @Test
    void withoutARecordNothingIsDoneButEndingProbes() {
        behind = new FullDisk();

        assertThat(call("ScanService/Submit")).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(call("ScanService/ListResults")).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(done).isEmpty();
        assertThat(call("ScanService/CancelScan")).isEqualTo(Status.Code.OK);
    }

    private static final class FullDisk implements Audit {
        @Override
        public void record(AuditEntry entry) {
            throw new dev.scanctl.coordinator.audit.AuditUnavailable("the disk is full", new IOException("no space"));
        }

        @Override
        public void later(AuditEntry entry) {
            throw new AssertionError("not asked for: " + entry);
        }
    }

    @Test
    void anUnknownCallIsNoCall() {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, method("ScanService/Format"), CallOptions.DEFAULT, GetServerInfoRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(done).isEmpty();
    }
}
