package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.ClearStopRequest;
import dev.scanctl.proto.v1.ControlServiceGrpc;
import dev.scanctl.proto.v1.ControlServiceGrpc.ControlServiceBlockingStub;
import dev.scanctl.proto.v1.DeleteScopeRequest;
import dev.scanctl.proto.v1.GetStopRequest;
import dev.scanctl.proto.v1.ListScopesRequest;
import dev.scanctl.proto.v1.Scope;
import dev.scanctl.proto.v1.ScopeServiceGrpc;
import dev.scanctl.proto.v1.ScopeServiceGrpc.ScopeServiceBlockingStub;
import dev.scanctl.proto.v1.ScopeSpec;
import dev.scanctl.proto.v1.StopAllRequest;
import dev.scanctl.proto.v1.StopState;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;

/** What bounds all scans of a coordinator: the stop of all probing, and scopes. */
public final class ControlClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Channel channel;
    private final ScanClient calls;

    ControlClient(Channel channel, ScanClient calls) {
        this.channel = channel;
        this.calls = calls;
    }

    private ControlServiceBlockingStub control() {
        return ControlServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
    }

    private ScopeServiceBlockingStub scopeCalls() {
        return ScopeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
    }

    /** @param reason empty: not given */
    public StopState stopAll(String reason) {
        StopAllRequest request = StopAllRequest.newBuilder().setReason(reason).build();
        return calls.guarded(() -> control().stopAll(request));
    }

    public StopState clearStop() {
        return calls.guarded(() -> control().clearStop(ClearStopRequest.getDefaultInstance()));
    }

    public StopState stop() {
        return calls.guarded(() -> control().getStop(GetStopRequest.getDefaultInstance()));
    }

    public Scope createScope(ScopeSpec spec) {
        return calls.guarded(() -> scopeCalls().createScope(spec));
    }

    public List<Scope> scopes() {
        return calls.guarded(() -> scopeCalls().listScopes(ListScopesRequest.getDefaultInstance())).getScopesList();
    }

    public void deleteScope(String name) {
        DeleteScopeRequest request = DeleteScopeRequest.newBuilder().setName(name).build();
        calls.guarded(() -> scopeCalls().deleteScope(request));
    }
}
