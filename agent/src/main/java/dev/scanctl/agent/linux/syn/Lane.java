package dev.scanctl.agent.linux.syn;

import dev.scanctl.wire.Address;

/** Packets that wait to be sent together. Owned by one thread. */
interface Lane extends AutoCloseable {
    /** Packets sent at a time: what an engine sends between two looks for answers. */
    int PLACES = 64;

    /** Told of packets that the kernel did not take. */
    interface Refused {
        void refused(int slot, int errno, Address target);
    }

    /** Puts a probe with the others; there must be room. */
    void add(int slot, Route route, Address target, int sourcePort, int port, int sequence);

    boolean isFull();

    /** Takes a probe back that has not been sent yet, if it is here. */
    void remove(int slot);

    /** Sends all; whatever the kernel does not take is told, and the others are sent all the same. */
    void flush(Refused refused);

    @Override
    void close();
}
