package dev.scanctl.agent.linux.udp;

import dev.scanctl.wire.Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Slots by the port they were sent to, and by the host and the socket. Plain arrays; owned by one thread. */
final class PortIndex {
    static final int NONE = SlotChains.NONE;

    private final @Nullable Address[] targets;
    private final char[] ports;
    private final byte[] sockets;
    private final SlotChains byPort;
    private final SlotChains byHost;

    PortIndex(int slots) {
        targets = new @Nullable Address[slots];
        ports = new char[slots];
        sockets = new byte[slots];
        byPort = new SlotChains(slots);
        byHost = new SlotChains(slots);
    }

    void put(int slot, Address target, int port, int socket) {
        targets[slot] = target;
        ports[slot] = (char) port;
        sockets[slot] = (byte) socket;
        byPort.add(slot, hash(target, port));
        byHost.add(slot, hash(target, socket));
    }

    void remove(int slot) {
        Address target = Objects.requireNonNull(targets[slot]);
        byPort.remove(slot, hash(target, ports[slot]));
        byHost.remove(slot, hash(target, sockets[slot]));
        targets[slot] = null;
    }

    /** The slot that was put last for this port, else −1. */
    int firstAt(Address target, int port) {
        return sameAt(byPort.first(hash(target, port)), target, port);
    }

    /** The slot put for this port before this one, else −1. */
    int nextAt(int slot, Address target, int port) {
        return sameAt(byPort.next(slot), target, port);
    }

    private int sameAt(int first, Address target, int port) {
        int slot = first;
        while (slot != NONE && !(ports[slot] == port && target.equals(targets[slot]))) {
            slot = byPort.next(slot);
        }
        return slot;
    }

    /** The slot that was put last for this host and socket, else −1. */
    int firstOf(Address host, int socket) {
        return sameOf(byHost.first(hash(host, socket)), host, socket);
    }

    /** The slot put for this host and socket before this one, else −1. */
    int nextOf(int slot, Address host, int socket) {
        return sameOf(byHost.next(slot), host, socket);
    }

    private int sameOf(int first, Address host, int socket) {
        int slot = first;
        while (slot != NONE && !(sockets[slot] == socket && host.equals(targets[slot]))) {
            slot = byHost.next(slot);
        }
        return slot;
    }

    int port(int slot) {
        return ports[slot];
    }

    private static int hash(Address address, int number) {
        long bits = address.low() ^ address.high() * 31 ^ (long) number << 40;
        return (int) ((bits ^ bits >>> 32) * 0x9e37_79b9_7f4a_7c15L >>> 32);
    }
}
