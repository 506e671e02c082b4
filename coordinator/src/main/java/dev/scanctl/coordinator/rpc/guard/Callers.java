package dev.scanctl.coordinator.rpc.guard;

import dev.scanctl.coordinator.access.Caller;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Recognises who makes a call. May be used by any thread. */
public interface Callers {
    /** Who makes the call that is being answered; set on the thread that the call begins on. */
    Context.Key<Caller> CURRENT = Context.key("caller");

    /**
     * Who is at the other end.
     *
     * @throws StatusRuntimeException UNAUTHENTICATED, with a sentence for the caller: it could not prove who it is
     */
    Caller of(Attributes connection, Metadata headers);

    /** Who makes the current call; nobody in particular where no guard stands before it. */
    static Caller current() {
        Caller caller = CURRENT.get();
        return caller == null ? Caller.stranger(Caller.LOCAL) : caller;
    }

    /** The numeric address at the other end; {@code local} for a connection within the machine that has none. */
    static String source(Attributes connection) {
        SocketAddress address = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : Caller.LOCAL;
    }
}
