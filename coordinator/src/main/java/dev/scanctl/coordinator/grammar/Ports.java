package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.PortSet;

/** What a port expression stands for. */
public record Ports(PortSet tcp, PortSet udp) {
    public static final Ports NONE = new Ports(PortSet.EMPTY, PortSet.EMPTY);

    public boolean isEmpty() {
        return tcp.isEmpty() && udp.isEmpty();
    }

    public Ports minus(Ports excluded) {
        return new Ports(tcp.minus(excluded.tcp), udp.minus(excluded.udp));
    }
}
