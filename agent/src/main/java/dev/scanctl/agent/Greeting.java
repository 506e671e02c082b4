package dev.scanctl.agent;

import dev.scanctl.agent.probe.Transport;
import dev.scanctl.program.BuiltVersion;
import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What an agent says of itself at the start of each session. */
final class Greeting {
    /** The revision of {@code scan.v1} that this agent speaks. */
    private static final int CONTRACT = 1;

    private Greeting() {}

    /**
     * All but what changes from session to session.
     *
     * @param transports at least one
     */
    static Hello of(AgentConfig config, UUID agentId, long incarnation, List<Transport> transports) {
        return Hello.newBuilder()
                .setAgentId(agentId.toString())
                .setName(config.vantage().name())
                .setSegment(config.vantage().segment())
                .setSpace(config.vantage().space())
                .setIncarnation(incarnation)
                .setVersion(BuiltVersion.text())
                .setContract(CONTRACT)
                .setCapabilities(capabilities(config.effort(), transports))
                .build();
    }

    private static Capabilities capabilities(AgentConfig.Effort effort, List<Transport> transports) {
        Set<dev.scanctl.wire.Method> methods = EnumSet.noneOf(dev.scanctl.wire.Method.class);
        transports.forEach(transport -> methods.add(transport.method()));
        return Capabilities.newBuilder()
                .addAllMethods(methods.stream().map(method -> Method.forNumber(method.number())).toList())
                .addAllProtocols(protocols(methods))
                .setIpv6(true)
                .setDiscovery(methods.stream().anyMatch(method -> method != dev.scanctl.wire.Method.UDP))
                .setMaxUnits(effort.maxUnits())
                .setMaxRatePps(effort.maxRatePps())
                .setMaxInFlight(transports.stream().mapToInt(Transport::capacity).sum())
                .setPlatform(System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .build();
    }

    private static List<Protocol> protocols(Set<dev.scanctl.wire.Method> methods) {
        return methods.contains(dev.scanctl.wire.Method.UDP)
                ? List.of(Protocol.PROTOCOL_TCP, Protocol.PROTOCOL_UDP)
                : List.of(Protocol.PROTOCOL_TCP);
    }
}
