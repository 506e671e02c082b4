package dev.scanctl.coordinator.rpc.guard;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Role;
import io.grpc.Attributes;
import io.grpc.Metadata;
import java.util.EnumSet;

/**
 * Whoever reaches a listener without encryption may do everything: who may use the Unix socket is up to its file, who may
 * reach the address is up to the network.
 */
public final class UnprovenCallers implements Callers {
    @Override
    public Caller of(Attributes connection, Metadata headers) {
        String source = Callers.source(connection);
        return new Caller(source.equals(Caller.LOCAL) ? Caller.LOCAL : Caller.ANYONE, source, EnumSet.allOf(Role.class));
    }
}
