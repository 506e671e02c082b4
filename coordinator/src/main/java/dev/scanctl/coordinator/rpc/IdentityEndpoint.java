package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.access.AgentIdentities;
import dev.scanctl.coordinator.access.Identities;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.access.Roles;
import dev.scanctl.coordinator.desk.DeskAgents;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow.Standing;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.proto.v1.ActOnAgentRequest;
import dev.scanctl.proto.v1.ActOnAgentResponse;
import dev.scanctl.proto.v1.ApiTokenInfo;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.CreateApiTokenRequest;
import dev.scanctl.proto.v1.CreateApiTokenResponse;
import dev.scanctl.proto.v1.CreateJoinTokenRequest;
import dev.scanctl.proto.v1.CreateJoinTokenResponse;
import dev.scanctl.proto.v1.CreateOperatorRequest;
import dev.scanctl.proto.v1.IdentityServiceGrpc;
import dev.scanctl.proto.v1.ListApiTokensRequest;
import dev.scanctl.proto.v1.ListApiTokensResponse;
import dev.scanctl.proto.v1.ListOperatorsRequest;
import dev.scanctl.proto.v1.ListOperatorsResponse;
import dev.scanctl.proto.v1.OperatorInfo;
import dev.scanctl.proto.v1.RevokeApiTokenRequest;
import dev.scanctl.proto.v1.RevokeApiTokenResponse;
import dev.scanctl.proto.v1.RevokeOperatorRequest;
import dev.scanctl.proto.v1.RevokeOperatorResponse;
import dev.scanctl.proto.v1.RotateAuthorityRequest;
import dev.scanctl.proto.v1.RotateAuthorityResponse;
import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Possession;
import dev.scanctl.trust.Subject;
import dev.scanctl.trust.Token;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What admins decide about agents, operators, tokens and authorities. */
public final class IdentityEndpoint extends IdentityServiceGrpc.IdentityServiceImplBase {
    private final Identities identities;
    private final Authorities authorities;
    private final EnrolmentEndpoint certificates;
    private final DeskAgents desk;

    public IdentityEndpoint(
            Identities identities, Authorities authorities, EnrolmentEndpoint certificates, DeskAgents desk) {
        this.identities = identities;
        this.authorities = authorities;
        this.certificates = certificates;
        this.desk = desk;
    }

    @Override
    public void createJoinToken(CreateJoinTokenRequest request, StreamObserver<CreateJoinTokenResponse> caller) {
        Answers.once(caller, () -> {
            String space = request.getSpace().isEmpty() ? "default" : request.getSpace();
            AgentIdentities.Place place = new AgentIdentities.Place(
                    request.getSegment(), space, request.getName(), request.getManual());
            Token token = Token.draw(Token.Kind.JOIN, authorities.showing().pin());
            long expires = identities.agents().createToken(token, place, Duration.ofMillis(request.getTtlMs()));
            return CreateJoinTokenResponse.newBuilder().setToken(token.text()).setExpiresMs(expires).build();
        });
    }

    @Override
    public void actOnAgent(ActOnAgentRequest request, StreamObserver<ActOnAgentResponse> caller) {
        Answers.once(caller, () -> {
            Standing to = switch (request.getAction()) {
                case ACTION_APPROVE, ACTION_UNDRAIN -> Standing.APPROVED;
                case ACTION_DRAIN -> Standing.DRAINED;
                case ACTION_EVICT -> Standing.EVICTED;
                case ACTION_BAN -> Standing.BANNED;
                case ACTION_UNSPECIFIED, UNRECOGNIZED ->
                    throw new AccessRefused(AccessRefused.Cause.MALFORMED, "what is to be done is not said");
            };
            AgentIdentityRow agent = identities.agents().move(identities.agents().require(request.getAgent()), to);
            if (!to.active()) {
                desk.expel(agent.id(), "this agent is " + to.word());
            }
            return ActOnAgentResponse.newBuilder().setAgentId(agent.id()).setName(agent.name()).build();
        });
    }

    @Override
    public void createOperator(CreateOperatorRequest request, StreamObserver<CertificateReply> caller) {
        Answers.once(caller, () -> {
            try {
                Subject.Operator who = new Subject.Operator(request.getName());
                Set<Role> roles = Roles.parse(request.getRolesList());
                PublicKey key = Possession.check(
                        request.getPublicKey().toByteArray(),
                        "operator:" + who.name(),
                        request.getProof().toByteArray());
                identities.operators().put(who, roles, key);
                return certificates.operator(who, key);
            } catch (IllegalArgumentException e) {
                throw new AccessRefused(AccessRefused.Cause.MALFORMED, String.valueOf(e.getMessage()));
            }
        });
    }

    @Override
    public void revokeOperator(RevokeOperatorRequest request, StreamObserver<RevokeOperatorResponse> caller) {
        Answers.once(caller, () -> {
            identities.operators().revoke(request.getName());
            return RevokeOperatorResponse.getDefaultInstance();
        });
    }

    @Override
    public void listOperators(ListOperatorsRequest request, StreamObserver<ListOperatorsResponse> caller) {
        Answers.once(caller, () -> {
            ListOperatorsResponse.Builder list = ListOperatorsResponse.newBuilder();
            identities.operators().list().forEach(row -> list.addOperators(OperatorInfo.newBuilder()
                    .setName(row.name())
                    .addAllRoles(Roles.words(row.roles()))
                    .setCreatedMs(row.createdMs())
                    .setRevokedMs(row.revokedMs())));
            return list.build();
        });
    }

    @Override
    public void createApiToken(CreateApiTokenRequest request, StreamObserver<CreateApiTokenResponse> caller) {
        Answers.once(caller, () -> {
            Token token = Token.draw(Token.Kind.API, authorities.showing().pin());
            long expires = identities.tokens().create(
                    token, request.getName(), Roles.parse(request.getRolesList()), Duration.ofMillis(request.getTtlMs()));
            return CreateApiTokenResponse.newBuilder()
                    .setToken(token.text())
                    .setId(token.id())
                    .setExpiresMs(expires)
                    .build();
        });
    }

    @Override
    public void revokeApiToken(RevokeApiTokenRequest request, StreamObserver<RevokeApiTokenResponse> caller) {
        Answers.once(caller, () -> {
            identities.tokens().revoke(request.getId());
            return RevokeApiTokenResponse.getDefaultInstance();
        });
    }

    @Override
    public void listApiTokens(ListApiTokensRequest request, StreamObserver<ListApiTokensResponse> caller) {
        Answers.once(caller, () -> {
            ListApiTokensResponse.Builder list = ListApiTokensResponse.newBuilder();
            identities.tokens().list().forEach(row -> list.addTokens(ApiTokenInfo.newBuilder()
                    .setId(row.id())
                    .setName(row.name())
                    .addAllRoles(Roles.words(row.roles()))
                    .setCreatedMs(row.createdMs())
                    .setExpiresMs(row.expiresMs())
                    .setLastUsedMs(row.lastUsedMs())
                    .setRevokedMs(row.revokedMs())));
            return list.build();
        });
    }

    @Override
    public void rotateAuthority(RotateAuthorityRequest request, StreamObserver<RotateAuthorityResponse> caller) {
        Answers.once(caller, () -> {
            try {
                switch (request.getStep()) {
                    case STEP_BEGIN -> {
                        authorities.begin();
                        desk.askAllToRenew();
                    }
                    case STEP_FINISH -> finish(request.getForce());
                    case STEP_SHOW -> {}
                    case STEP_UNSPECIFIED, UNRECOGNIZED ->
                        throw new AccessRefused(AccessRefused.Cause.MALFORMED, "what is to be done is not said");
                }
            } catch (IllegalStateException e) {
                throw new AccessRefused(AccessRefused.Cause.NOT_NOW, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            RotateAuthorityResponse.Builder state = RotateAuthorityResponse.newBuilder().addAllBehind(behind());
            authorities.believed().forEach(authority -> state.addAuthorities(
                    HexFormat.of().formatHex(Certificates.pin(authority.getPublicKey()))));
            return state.build();
        });
    }

    private void finish(boolean force) throws IOException {
        List<String> behind = behind();
        if (!behind.isEmpty() && !force) {
            throw new AccessRefused(AccessRefused.Cause.NOT_NOW, behind.size() + " agents do not know the new authority yet"
                    + " and would have to enrol anew: " + String.join(", ", behind));
        }
        authorities.finish();
    }

    /** Agents in force whose certificate the newest authority did not make. */
    private List<String> behind() {
        byte[] newest = authorities.newest().pin();
        return identities.agents().active().stream()
                .filter(agent -> !MessageDigest.isEqual(agent.authority(), newest))
                .map(AgentIdentityRow::name)
                .sorted()
                .toList();
    }
}
