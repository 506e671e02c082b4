package dev.scanctl.coordinator.rpc.guard;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Effect;
import dev.scanctl.coordinator.access.Permission;
import dev.scanctl.coordinator.access.PermissionTable;
import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.audit.Strangers;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Lets a call in whose caller is known and may make it, and sees to its record. May be used by any thread. */
public final class Guard implements ServerInterceptor {
    private final Callers callers;
    private final PermissionTable permissions = new PermissionTable();
    private final Audit audit;
    private final Strangers strangers;

    /** @param strangers counts calls of those who could not prove who they are */
    public Guard(Callers callers, Audit audit, Strangers strangers) {
        this.callers = callers;
        this.audit = audit;
        this.strangers = strangers;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String name = name(call);
        Caller caller;
        try {
            caller = callers.of(call.getAttributes(), headers);
        } catch (StatusRuntimeException e) {
            strangers.refused(Callers.source(call.getAttributes()), name, String.valueOf(e.getStatus().getDescription()));
            return refuse(call, e.getStatus());
        }
        Optional<Permission> permission = permissions.of(name);
        Effect effect = permission.map(Permission::effect).orElse(Effect.LOOKS);
        CallRecord record = new CallRecord(audit, strangers, caller, name, effect);
        if (permission.isEmpty() || !permission.get().allows(caller)) {
            Status status = denied(name, permission, caller);
            record.ends(status);
            return refuse(call, status);
        }
        RecordedCall<Q, A> recorded = new RecordedCall<>(call, record);
        Context context = Context.current().withValue(Callers.CURRENT, caller);
        return recorded.listening(Contexts.interceptCall(context, recorded, headers, next));
    }

    /** Service and method, without the package. */
    private static String name(ServerCall<?, ?> call) {
        String full = call.getMethodDescriptor().getFullMethodName();
        return full.substring(full.lastIndexOf('.') + 1);
    }

    private static Status denied(String call, Optional<Permission> permission, Caller caller) {
        if (caller.isStranger()) {
            return Status.UNAUTHENTICATED.withDescription(
                    "the coordinator wants to know who calls: a certificate or a token is needed");
        }
        return Status.PERMISSION_DENIED.withDescription(permission
                .map(needed -> call + " needs the role " + needed.words() + ", and " + caller.actor() + " has it not")
                .orElse(call + " may be made by nobody"));
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
