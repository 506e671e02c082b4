package dev.scanctl.agent.bench;

import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.linux.udp.UdpTransport;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Protocol;
import java.util.Locale;

/** The transports that can be measured. */
enum BenchTransport {
    EPOLL(Protocol.TCP),
    SYN(Protocol.TCP),
    UDP(Protocol.UDP);

    final Protocol protocol;

    BenchTransport(Protocol protocol) {
        this.protocol = protocol;
    }

    static BenchTransport named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** @param inFlight most attempts in flight; 0: the transport's own default */
    Transport open(int inFlight) {
        return switch (this) {
            case EPOLL -> inFlight == 0 ? EpollConnectTransport.open() : EpollConnectTransport.open(inFlight);
            case SYN -> byName("dev.scanctl.agent.linux.syn.SynTransport", inFlight);
            case UDP -> inFlight == 0 ? UdpTransport.open() : UdpTransport.open(inFlight);
        };
    }

    /** A transport that this build may not have. */
    private static Transport byName(String type, int inFlight) {
        try {
            Class<?> found = Class.forName(type);
            return (Transport) (inFlight == 0
                    ? found.getMethod("open").invoke(null)
                    : found.getMethod("open", int.class).invoke(null, inFlight));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this build cannot open " + type, e);
        }
    }
}
