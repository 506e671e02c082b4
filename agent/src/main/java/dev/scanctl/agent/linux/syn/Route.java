package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * How probes reach one target: from which of our addresses, through which neighbour, with which constant part of their
 * checksums. An entry of {@link Routes}, filled anew again and again. Owned by one thread.
 */
final class Route {
    @Nullable Address target;
    /** In ticks of {@link Routes}. */
    int madeAtTick;

    int madeAtPoll;
    int lookedAtTick;
    /** Why there is no way; 0: there is one. */
    int errno;

    long sourceHigh;
    long sourceLow;
    /** Whether frames may be sent to {@link #mac} on {@link #link}; else packets go the kernel's way. */
    boolean neighbourKnown;

    int link;
    long mac;
    /** Sums of 16-bit words: of the IPv4 header, and of the pseudo header with the constant words of the segment. */
    int headerSum;

    int segmentSum;

    void refuse(Address newTarget, int why) {
        target = newTarget;
        errno = why;
    }

    void set(Address newTarget, SockAddr source) {
        target = newTarget;
        errno = 0;
        neighbourKnown = false;
        sourceHigh = source.high();
        sourceLow = source.low();
        int addresses = SynPacket.sum(sourceHigh) + SynPacket.sum(sourceLow)
                + SynPacket.sum(LinkLocal.onWire(newTarget.high())) + SynPacket.sum(newTarget.low());
        headerSum = SynPacket.HEADER_SUM + addresses;
        segmentSum = SynPacket.segmentSum(newTarget.v6()) + addresses;
    }

    void through(NextHops.NextHop hop) {
        neighbourKnown = true;
        link = hop.link();
        mac = hop.mac();
    }
}
