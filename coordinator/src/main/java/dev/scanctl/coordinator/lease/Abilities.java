package dev.scanctl.coordinator.lease;

import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an agent can do, by its own account.
 *
 * @param methods how it can ask
 * @param protocols whose ports it can probe
 * @param discovery whether it takes units of host discovery
 */
public record Abilities(Set<Method> methods, Set<Protocol> protocols, boolean discovery) {

    public Abilities {
        methods = Set.copyOf(methods);
        protocols = Set.copyOf(protocols);
    }

    /** Reads an account; numbers that are not known here count for nothing. */
    public static Abilities of(Capabilities told) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (Method method : Method.values()) {
            if (told.getMethodsValueList().contains(method.number())) {
                methods.add(method);
            }
        }
        Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            if (told.getProtocolsValueList().contains(protocol.number())) {
                protocols.add(protocol);
            }
        }
        return new Abilities(methods, protocols, told.getDiscovery());
    }
}
