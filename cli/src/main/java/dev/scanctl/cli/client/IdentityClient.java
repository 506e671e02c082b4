package dev.scanctl.cli.client;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.ActOnAgentRequest;
import dev.scanctl.proto.v1.ActOnAgentResponse;
import dev.scanctl.proto.v1.ApiTokenInfo;
import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.CreateApiTokenRequest;
import dev.scanctl.proto.v1.CreateApiTokenResponse;
import dev.scanctl.proto.v1.CreateJoinTokenRequest;
import dev.scanctl.proto.v1.CreateJoinTokenResponse;
import dev.scanctl.proto.v1.CreateOperatorRequest;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.proto.v1.IdentityServiceGrpc;
import dev.scanctl.proto.v1.IdentityServiceGrpc.IdentityServiceBlockingStub;
import dev.scanctl.proto.v1.ListApiTokensRequest;
import dev.scanctl.proto.v1.ListOperatorsRequest;
import dev.scanctl.proto.v1.OperatorInfo;
import dev.scanctl.proto.v1.RenewRequest;
import dev.scanctl.proto.v1.RevokeApiTokenRequest;
import dev.scanctl.proto.v1.RevokeOperatorRequest;
import dev.scanctl.proto.v1.RotateAuthorityRequest;
import dev.scanctl.proto.v1.RotateAuthorityResponse;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Possession;
import io.grpc.Channel;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;

/** What admins may ask of a coordinator about identities. */
public final class IdentityClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Channel channel;
    private final ScanClient calls;

    IdentityClient(Channel channel, ScanClient calls) {
        this.channel = channel;
        this.calls = calls;
    }

    private IdentityServiceBlockingStub stub() {
        return IdentityServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
    }

    public CreateJoinTokenResponse createJoinToken(CreateJoinTokenRequest request) {
        return calls.guarded(() -> stub().createJoinToken(request));
    }

    /** @param agent identity or name */
    public ActOnAgentResponse act(String agent, ActOnAgentRequest.Action action) {
        ActOnAgentRequest request =
                ActOnAgentRequest.newBuilder().setAgent(agent).setAction(action).build();
        return calls.guarded(() -> stub().actOnAgent(request));
    }

    /** Makes an operator; his key is made here and never sent. */
    public Credentials createOperator(String name, List<String> roles) {
        KeyPair pair = Credentials.newKey();
        byte[] key = pair.getPublic().getEncoded();
        CreateOperatorRequest request = CreateOperatorRequest.newBuilder()
                .setName(name)
                .addAllRoles(roles)
                .setPublicKey(ByteString.copyFrom(key))
                .setProof(ByteString.copyFrom(Possession.prove(pair.getPrivate(), key, "operator:" + name)))
                .build();
        return credentials(pair.getPrivate(), calls.guarded(() -> stub().createOperator(request)));
    }

    public void revokeOperator(String name) {
        RevokeOperatorRequest request = RevokeOperatorRequest.newBuilder().setName(name).build();
        calls.guarded(() -> stub().revokeOperator(request));
    }

    public List<OperatorInfo> operators() {
        return calls.guarded(() -> stub().listOperators(ListOperatorsRequest.getDefaultInstance()))
                .getOperatorsList();
    }

    public CreateApiTokenResponse createApiToken(CreateApiTokenRequest request) {
        return calls.guarded(() -> stub().createApiToken(request));
    }

    public void revokeApiToken(String id) {
        RevokeApiTokenRequest request = RevokeApiTokenRequest.newBuilder().setId(id).build();
        calls.guarded(() -> stub().revokeApiToken(request));
    }

    public List<ApiTokenInfo> apiTokens() {
        return calls.guarded(() -> stub().listApiTokens(ListApiTokensRequest.getDefaultInstance()))
                .getTokensList();
    }

    public RotateAuthorityResponse rotate(RotateAuthorityRequest.Step step, boolean force) {
        RotateAuthorityRequest request =
                RotateAuthorityRequest.newBuilder().setStep(step).setForce(force).build();
        return calls.guarded(() -> stub().rotateAuthority(request));
    }

    /** The caller's own credentials anew. */
    public Credentials renew(Credentials own) {
        return credentials(own.key(), calls.guarded(() -> EnrolmentServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE)
                .renew(RenewRequest.getDefaultInstance())));
    }

    private static Credentials credentials(PrivateKey key, CertificateReply reply) {
        return Credentials.of(
                key,
                reply.getCertificate().toByteArray(),
                reply.getAuthoritiesList().stream().map(ByteString::toByteArray).toList());
    }
}
