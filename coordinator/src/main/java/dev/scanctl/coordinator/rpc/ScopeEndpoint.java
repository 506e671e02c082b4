package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.proto.v1.DeleteScopeRequest;
import dev.scanctl.proto.v1.DeleteScopeResponse;
import dev.scanctl.proto.v1.ListScopesRequest;
import dev.scanctl.proto.v1.ListScopesResponse;
import dev.scanctl.proto.v1.Scope;
import dev.scanctl.proto.v1.ScopeServiceGrpc;
import dev.scanctl.proto.v1.ScopeSpec;
import io.grpc.stub.StreamObserver;

/** What operators may have scanned. */
public final class ScopeEndpoint extends ScopeServiceGrpc.ScopeServiceImplBase {
    private final Scopes scopes;
    private final LeaseDesk desk;

    public ScopeEndpoint(Scopes scopes, LeaseDesk desk) {
        this.scopes = scopes;
        this.desk = desk;
    }

    @Override
    public void createScope(ScopeSpec request, StreamObserver<Scope> caller) {
        Answers.once(caller, () -> message(scopes.create(request, Callers.current())));
    }

    @Override
    public void listScopes(ListScopesRequest request, StreamObserver<ListScopesResponse> caller) {
        Answers.once(caller, () -> {
            ListScopesResponse.Builder list = ListScopesResponse.newBuilder();
            scopes.list().forEach(scope -> list.addScopes(message(scope)));
            return list.build();
        });
    }

    @Override
    public void deleteScope(DeleteScopeRequest request, StreamObserver<DeleteScopeResponse> caller) {
        Answers.once(caller, () -> {
            scopes.delete(request.getName());
            desk.look();
            return DeleteScopeResponse.getDefaultInstance();
        });
    }

    private static Scope message(dev.scanctl.coordinator.scope.Scope scope) {
        return Scope.newBuilder()
                .setName(scope.name())
                .setSpec(scope.spec())
                .setGrantedBy(scope.row().grantedBy())
                .setCreatedMs(scope.row().createdMs())
                .setExpiresMs(scope.row().expiresMs())
                .build();
    }
}
