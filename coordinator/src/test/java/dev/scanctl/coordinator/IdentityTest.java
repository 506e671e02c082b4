package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scanctl.coordinator.access.PermissionTable;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.proto.v1.ActOnAgentRequest;
import dev.scanctl.proto.v1.ActOnAgentRequest.Action;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.IdentityServiceGrpc;
import dev.scanctl.proto.v1.RenewRequest;
import dev.scanctl.proto.v1.RotateAuthorityRequest;
import dev.scanctl.proto.v1.RotateAuthorityRequest.Step;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Subject;
import dev.scanctl.trust.Token;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, by real TLS: certificates, tokens, enrolment, bans and another authority. */
@Timeout(180)
class IdentityTest {
    @TempDir
    Path directory;

    /** Stands still until it is moved. */
    private static final class Hands extends Clock {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Installation installation() throws Exception {
        return Installation.in(directory.resolve("data"), Clock.systemUTC());
    }

    private static Status.Code code(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static Status.Code info(Channel channel) {
        return code(() -> ScanServiceGrpc.newBlockingStub(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance()));
    }

    /** A call of any method with an empty message: what comes back says whether it was let in. */
    private static boolean letIn(Channel channel, String call) {
        var marshaller = ProtoUtils.marshaller(GetServerInfoRequest.getDefaultInstance());
        var method = MethodDescriptor.newBuilder(marshaller, marshaller)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("scan.v1." + call)
                .build();
        Status.Code code = code(() -> ClientCalls.blockingUnaryCall(
                channel,
                method,
                CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(10)),
                GetServerInfoRequest.getDefaultInstance()));
        // A stream that is let in may wait for more than one message.
        return code != Status.Code.UNAUTHENTICATED && code != Status.Code.PERMISSION_DENIED
                && code != Status.Code.UNAVAILABLE;
    }

    @Test
    void eachCallIsLetInForThoseOfTheTableAndForNobodyElse() throws Exception {
        try (Installation here = installation()) {
            Authorities others = Authorities.init(directory.resolve("others"), Clock.systemUTC());
            Map<String, Channel> callers = new TreeMap<>();
            Map<String, Set<Role>> roles = new TreeMap<>();
            for (Role role : EnumSet.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.AUDITOR)) {
                callers.put(role.word(), here.as(here.operator("some-" + role.word(), EnumSet.of(role), null)));
                roles.put(role.word(), EnumSet.of(role));
            }
            callers.put("agent", here.as(here.agent("dmz")));
            roles.put("agent", EnumSet.of(Role.AGENT));
            callers.put("token", here.with(here.apiToken("viewer")));
            roles.put("token", EnumSet.of(Role.VIEWER));
            callers.put("nobody", here.asStranger());
            roles.put("nobody", EnumSet.of(Role.STRANGER));
            callers.put("of another authority", here.as(here.operator("eve", EnumSet.of(Role.ADMIN), others)));
            roles.put("of another authority", Set.of());
            callers.put("of an operator whose certificate has ended", here.as(here.ended(here.admin)));
            roles.put("of an operator whose certificate has ended", Set.of());
            callers.put("of an operator who is revoked", here.as(here.revoked("mallory")));
            roles.put("of an operator who is revoked", Set.of());
            Credentials banned = here.agent("plant", "banned");
            act(here, "banned", Action.ACTION_BAN);
            callers.put("of a banned agent", here.as(banned));
            roles.put("of a banned agent", Set.of());
            callers.put("of an agent whose certificate has ended", here.as(here.ended(here.agent("plant", "late"))));
            roles.put("of an agent whose certificate has ended", Set.of());

            PermissionTable table = new PermissionTable();
            // These need no second message to end, and change nothing when they are empty.
            List<String> calls = table.calls().stream()
                    .filter(call -> !call.startsWith("AgentService/") || call.equals("AgentService/Report"))
                    .filter(call -> !call.endsWith("Enroll"))
                    .sorted()
                    .toList();
            callers.forEach((who, channel) -> calls.forEach(call -> {
                Set<Role> enough = table.of(call).orElseThrow().roles();
                boolean allowed = roles.getOrDefault(who, Set.of()).stream().anyMatch(enough::contains);
                // A token may ask and is told that it has nothing to renew; a lapsed agent may do this and nothing else.
                boolean renews = call.equals("EnrolmentService/Renew")
                        && (who.equals("token") || who.equals("of an agent whose certificate has ended"));
                assertThat(letIn(channel, call)).as("%s by %s", call, who).isEqualTo(allowed || renews);
            }));
        }
    }

    @Test
    void withoutEncryptionNobodyIsLetIn() throws Exception {
        try (Installation here = installation()) {
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", here.port()).usePlaintext().build();
            assertThat(info(plain)).isEqualTo(Status.Code.UNAVAILABLE);
            plain.shutdownNow();
        }
    }

    @Test
    void whoIsRevokedIsNotLetInAnyMore() throws Exception {
        try (Installation here = installation()) {
            Channel alice = here.as(here.operator("alice", EnumSet.of(Role.VIEWER), null));
            Token token = here.apiToken("viewer");
            Channel program = here.with(token);
            assertThat(info(alice)).isEqualTo(Status.Code.OK);
            assertThat(info(program)).isEqualTo(Status.Code.OK);

            var admin = IdentityServiceGrpc.newBlockingStub(here.as(here.admin));
            admin.revokeOperator(dev.scanctl.proto.v1.RevokeOperatorRequest.newBuilder().setName("alice").build());
            admin.revokeApiToken(dev.scanctl.proto.v1.RevokeApiTokenRequest.newBuilder().setId(token.id()).build());

            assertThat(info(alice)).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(info(program)).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    /** An answer that was lost is asked for again. */
    @Test
    void sameTokenWithTheSameKeyGivesTheSameIdentity() throws Exception {
        try (Installation here = installation()) {
            Token token = here.joinToken("dmz", false);
            KeyPair pair = Credentials.newKey();
            CertificateReply first = here.enroll(token, pair);
            CertificateReply again = here.enroll(token, pair);

            assertThat(again.getAgentId()).isEqualTo(first.getAgentId());
            assertThat(first.getSegment()).isEqualTo("dmz");
            assertThatThrownBy(() -> here.enroll(token, Credentials.newKey()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("used already");
            await().until(() -> Files.readString(directory.resolve("data/audit.log")).contains("used already, with another key"));
        }
    }

    @Test
    void hundredTokensUsedBySixtyFourAtOnceGiveHundredIdentities() throws Exception {
        try (Installation here = installation();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<KeyPair> pairs = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                pairs.add(Credentials.newKey());
            }
            Set<String> identities = new HashSet<>();
            for (int round = 0; round < 100; round++) {
                Token token = here.joinToken("dmz", false);
                List<Callable<String>> rivals = new ArrayList<>();
                for (KeyPair pair : pairs) {
                    rivals.add(() -> enrolled(here, token, pair));
                }
                int made = 0;
                for (Future<String> answer : threads.invokeAll(rivals)) {
                    if (!answer.get().isEmpty()) {
                        identities.add(answer.get());
                        made++;
                    }
                }
                assertThat(made).as("identities of round %d", round).isEqualTo(1);
            }
            assertThat(identities).hasSize(100);
        }
    }

    private static String enrolled(Installation here, Token token, KeyPair pair) {
        try {
            return here.enroll(token, pair).getAgentId();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            return "";
        }
    }

    @Test
    void whoNeedsApprovalWaitsForIt() throws Exception {
        try (Installation here = installation()) {
            Token token = here.joinToken("dmz", true);
            KeyPair pair = Credentials.newKey();
            CertificateReply waiting = here.enroll(token, pair);
            assertThat(waiting.getCertificate().isEmpty()).isTrue();

            act(here, waiting.getAgentId(), Action.ACTION_APPROVE);

            assertThat(here.enroll(token, pair).getCertificate().isEmpty()).isFalse();
        }
    }

    private static void act(Installation here, String agent, Action action) {
        IdentityServiceGrpc.newBlockingStub(here.as(here.admin))
                .actOnAgent(ActOnAgentRequest.newBuilder().setAgent(agent).setAction(action).build());
    }

    /** The segment is that of the token, whatever the agent says; a ban ends its streams and its certificate. */
    @Test
    void banCutsWhatIsOpenAndLetsNothingIn() throws Exception {
        try (Installation here = installation()) {
            Credentials edge = here.agent("plant");
            ManagedChannel channel = here.as(edge);
            try (ScriptedAgent agent = new ScriptedAgent(channel, "dmz")) {
                var scans = ScanServiceGrpc.newBlockingStub(here.as(here.admin));
                var listed = scans.listAgents(dev.scanctl.proto.v1.ListAgentsRequest.getDefaultInstance()).getAgents(0);
                assertThat(listed.getSegment()).isEqualTo("plant");
                assertThat(listed.getStanding()).isEqualTo("approved");
                assertThat(listed.getCertificateExpiresMs()).isPositive();

                act(here, "edge", Action.ACTION_BAN);

                await().atMost(Duration.ofSeconds(5)).until(agent::cutOff);
                assertThat(code(() -> EnrolmentServiceGrpc.newBlockingStub(here.as(edge))
                                .renew(RenewRequest.getDefaultInstance())))
                        .isEqualTo(Status.Code.UNAUTHENTICATED);
            }
        }
    }

    @Test
    void drainedAgentGetsNoNewWorkUntilItIsUndrained() throws Exception {
        try (Installation here = installation();
                ScriptedAgent agent = new ScriptedAgent(here.as(here.agent("dmz")), "dmz")) {
            here.scope("everything", "0.0.0.0/0");
            act(here, "edge", Action.ACTION_DRAIN);
            agent.heartbeat();
            agent.await(CoordinatorMessage::hasHeartbeatReply);
            ScanServiceGrpc.newBlockingStub(here.as(here.admin)).submit(SubmitRequest.newBuilder()
                    .setRequestId("r1")
                    .setSpec(ScanSpec.newBuilder()
                            .addTargets(SourceText.newBuilder().setText("10.0.0.1"))
                            .setPorts("22")
                            .addSegments("dmz"))
                    .build());
            for (int i = 0; i < 3; i++) {
                agent.heartbeat();
                assertThat(agent.await(message -> message.hasGrant() || message.hasHeartbeatReply()).hasGrant()).isFalse();
            }

            act(here, "edge", Action.ACTION_UNDRAIN);

            assertThat(agent.grant().hasLease()).isTrue();
        }
    }

    @Test
    void evictedAgentsHostMayEnrolAnewByAnotherToken() throws Exception {
        try (Installation here = installation()) {
            Token token = here.joinToken("dmz", false);
            KeyPair pair = Credentials.newKey();
            Credentials edge = Installation.credentials(pair, here.enroll(token, pair));
            act(here, "edge", Action.ACTION_EVICT);

            assertThat(letIn(here.as(edge), "AgentService/Report")).isFalse();
            assertThatThrownBy(() -> here.enroll(token, pair)).hasMessageContaining("evicted");
            assertThat(here.enroll(here.joinToken("dmz", false), pair).getCertificate().isEmpty()).isFalse();
        }
    }

    @Test
    void lapsedCertificateIsRenewedForThirtyDaysAndDoesNothingElse() throws Exception {
        Hands clock = new Hands();
        try (Installation here = Installation.in(directory.resolve("data"), clock)) {
            Credentials edge = here.agent("dmz");
            clock.now = clock.now.plus(Duration.ofDays(20));
            Channel lapsed = here.as(edge);

            assertThat(letIn(lapsed, "AgentService/Report")).isFalse();
            CertificateReply fresh = EnrolmentServiceGrpc.newBlockingStub(lapsed).renew(RenewRequest.getDefaultInstance());
            assertThat(letIn(here.as(new Credentials(
                            edge.key(),
                            dev.scanctl.trust.Certificates.parse(fresh.getCertificate().toByteArray()),
                            edge.authorities())),
                    "AgentService/Report")).isTrue();

            Credentials ancient = new Credentials(
                    edge.key(),
                    here.authorities.newest().client(
                            Subject.of(edge.chain()).orElseThrow(),
                            edge.chain().getPublicKey(),
                            clock.now.minus(Duration.ofDays(38)),
                            Duration.ofDays(7)),
                    edge.authorities());
            assertThat(code(() -> EnrolmentServiceGrpc.newBlockingStub(here.as(ancient))
                            .renew(RenewRequest.getDefaultInstance())))
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void anotherAuthorityTakesOverWithoutAnybodyBeingLockedOut() throws Exception {
        try (Installation here = installation()) {
            Credentials edge = here.agent("dmz");
            var admin = IdentityServiceGrpc.newBlockingStub(here.as(here.admin));
            assertThat(admin.rotateAuthority(step(Step.STEP_BEGIN)).getBehindList()).containsExactly("edge");
            assertThat(letIn(here.as(edge), "AgentService/Report")).isTrue();
            assertThat(code(() -> admin.rotateAuthority(step(Step.STEP_FINISH)))).isEqualTo(Status.Code.FAILED_PRECONDITION);

            CertificateReply fresh =
                    EnrolmentServiceGrpc.newBlockingStub(here.as(edge)).renew(RenewRequest.getDefaultInstance());
            assertThat(fresh.getAuthoritiesCount()).isEqualTo(2);
            CertificateReply own = EnrolmentServiceGrpc.newBlockingStub(here.as(here.admin))
                    .renew(RenewRequest.getDefaultInstance());
            assertThat(admin.rotateAuthority(step(Step.STEP_FINISH)).getAuthoritiesCount()).isEqualTo(1);

            Credentials renewed = Installation.credentials(
                    new KeyPair(edge.chain().getPublicKey(), edge.key()), fresh);
            assertThat(letIn(here.connect(renewed), "AgentService/Report")).isTrue();
            assertThat(info(here.connect(Installation.credentials(
                            new KeyPair(here.admin.chain().getPublicKey(), here.admin.key()), own))))
                    .isEqualTo(Status.Code.OK);
            assertThat(letIn(here.connect(new Credentials(edge.key(), edge.chain(), renewed.authorities())),
                    "AgentService/Report")).as("by the old certificate").isFalse();
        }
    }

    private static RotateAuthorityRequest step(Step step) {
        return RotateAuthorityRequest.newBuilder().setStep(step).build();
    }
}
