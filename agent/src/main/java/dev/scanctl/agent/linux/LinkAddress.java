package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * A {@code struct sockaddr_ll} (packet(7)): an Ethernet address on one of this machine's links.
 *
 * @param memory at least {@link #BYTES} bytes
 */
public record LinkAddress(MemorySegment memory) {
    public static final int AF_PACKET = 17;
    public static final int BYTES = 20;

    private static final byte ETHERNET_BYTES = 6;

    /**
     * @param protocol ETH_P_…
     * @param link its index; 0: any, to hear all
     * @param mac the Ethernet address, its first byte the lowest
     */
    public void set(int protocol, int link, long mac) {
        memory.set(JAVA_SHORT, 0, (short) AF_PACKET);
        memory.set(NetworkOrder.SHORT, 2, (short) protocol);
        memory.set(JAVA_INT, 4, link);
        memory.set(JAVA_INT, 8, 0);
        memory.set(JAVA_BYTE, 11, ETHERNET_BYTES);
        memory.set(JAVA_LONG_UNALIGNED, 12, mac);
    }

    /** The link's index. */
    public int link() {
        return memory.get(JAVA_INT, 4);
    }
}
