package dev.scanctl.coordinator.lease;

import dev.scanctl.proto.v1.Method;
import dev.scanctl.wire.Protocol;
import java.util.Set;

/**
 * What a unit asks of the agent that probes it.
 *
 * @param discovery whether it looks for live hosts
 * @param protocol of its ports; hosts are looked for by TCP
 * @param asked how TCP ports are to be asked, as the scan's settings say; unspecified: in any way
 */
public record Need(boolean discovery, Protocol protocol, Method asked) {

    public static Need discovery(Method asked) {
        return new Need(true, Protocol.TCP, asked);
    }

    public static Need ports(Protocol protocol, Method asked) {
        return new Need(false, protocol, asked);
    }

    public boolean metBy(Abilities agent) {
        boolean kind = !discovery || agent.discovery();
        return kind && agent.protocols().contains(protocol) && ways().stream().anyMatch(agent.methods()::contains);
    }

    /** UDP has one way only; a portable connect is still a connect. */
    private Set<dev.scanctl.wire.Method> ways() {
        if (protocol == Protocol.UDP) {
            return Set.of(dev.scanctl.wire.Method.UDP);
        }
        return switch (asked) {
            case METHOD_UNSPECIFIED ->
                Set.of(
                        dev.scanctl.wire.Method.SYN,
                        dev.scanctl.wire.Method.CONNECT,
                        dev.scanctl.wire.Method.CONNECT_PORTABLE);
            case METHOD_CONNECT ->
                Set.of(dev.scanctl.wire.Method.CONNECT, dev.scanctl.wire.Method.CONNECT_PORTABLE);
            case METHOD_CONNECT_PORTABLE -> Set.of(dev.scanctl.wire.Method.CONNECT_PORTABLE);
            case METHOD_SYN -> Set.of(dev.scanctl.wire.Method.SYN);
            case METHOD_UDP, METHOD_ICMP_ECHO, METHOD_NEIGHBOUR, UNRECOGNIZED -> Set.of();
        };
    }

    /** Completes "no agent of dmz can …". */
    public String lacking() {
        if (discovery) {
            return "look for live hosts" + (asked == Method.METHOD_SYN ? " by syn" : "") + "; -Pn probes every address";
        }
        if (protocol == Protocol.UDP) {
            return "probe UDP ports";
        }
        return switch (asked) {
            case METHOD_SYN -> "probe by syn: it needs CAP_NET_RAW";
            case METHOD_CONNECT, METHOD_CONNECT_PORTABLE -> "probe by connect";
            case METHOD_UNSPECIFIED, METHOD_UDP, METHOD_ICMP_ECHO, METHOD_NEIGHBOUR, UNRECOGNIZED ->
                "probe TCP ports";
        };
    }
}
