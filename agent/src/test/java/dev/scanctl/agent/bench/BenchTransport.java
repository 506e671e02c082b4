package dev.scanctl.agent.bench;

import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.linux.syn.SynTransport;
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
            case SYN -> inFlight == 0 ? SynTransport.open() : SynTransport.open(inFlight);
            case UDP -> inFlight == 0 ? UdpTransport.open() : UdpTransport.open(inFlight);
        };
    }
}
