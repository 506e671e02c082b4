package dev.scanctl.agent;

import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.linux.BootTime;
import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.linux.reach.EchoTransport;
import dev.scanctl.agent.linux.reach.NeighbourTransport;
import dev.scanctl.agent.linux.reach.OnLink;
import dev.scanctl.agent.linux.syn.SynTransport;
import dev.scanctl.agent.linux.udp.UdpTransport;
import dev.scanctl.agent.nio.NioConnectTransport;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Which transports this machine has. */
final class Transports {
    private Transports() {}

    /**
     * One transport for each engine: connect probes get all the threads asked for, since the kernel does most of the work there;
     * raw SYNs and UDP get half as many, at least one and of raw SYNs at most four, since one alone fills most links and each
     * holds some ten MiB of tables; echoes and neighbours get one each. Each where this machine allows it.
     *
     * @param raw whether raw sockets may be used
     *
     * @throws IllegalArgumentException if this machine does not have the kind asked for
     */
    static List<Transport> open(Effort effort, boolean raw) {
        List<Transport> opened = new ArrayList<>();
        int half = Math.max(1, effort.threads() / 2);
        try {
            for (int i = 0; i < effort.threads(); i++) {
                opened.add(connect(effort.transport()));
            }
            if (raw && effort.transport() == TransportChoice.AUTO && SynTransport.unsupported().isEmpty()) {
                for (int i = 0; i < Math.min(half, SynTransport.MOST_IN_PROCESS); i++) {
                    opened.add(SynTransport.open());
                }
            }
            if (raw && effort.transport() == TransportChoice.AUTO && EchoTransport.unsupported().isEmpty()) {
                opened.add(EchoTransport.open());
                opened.add(NeighbourTransport.open());
            }
            if (effort.transport() != TransportChoice.NIO && UdpTransport.unsupported().isEmpty()) {
                for (int i = 0; i < half; i++) {
                    opened.add(UdpTransport.open());
                }
            }
            return opened;
        } catch (RuntimeException e) {
            opened.forEach(Transport::close);
            throw e;
        }
    }

    private static Transport connect(TransportChoice choice) {
        Optional<String> noEpoll = EpollConnectTransport.unsupported();
        return switch (choice) {
            case AUTO -> noEpoll.isEmpty() ? EpollConnectTransport.open() : NioConnectTransport.open();
            case EPOLL -> {
                noEpoll.ifPresent(why -> {
                    throw new IllegalArgumentException("the epoll transport does not work here: " + why);
                });
                yield EpollConnectTransport.open();
            }
            case NIO -> NioConnectTransport.open();
        };
    }

    /**
     * Tells of some addresses those on this machine's own links, where it can ask for neighbours; none elsewhere.
     *
     * @param methods of the transports that were opened
     */
    static UnaryOperator<AddressSet> onLink(Set<Method> methods) {
        return methods.contains(Method.NEIGHBOUR) ? new OnLink()::among : _ -> AddressSet.EMPTY;
    }

    /** Nanoseconds of a clock for leases and engines, one that counts suspended time where there is one. */
    static LongSupplier clock() {
        return EpollConnectTransport.unsupported().isEmpty() ? BootTime::nanos : System::nanoTime;
    }
}
