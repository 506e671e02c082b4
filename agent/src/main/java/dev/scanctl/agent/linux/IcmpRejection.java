package dev.scanctl.agent.linux;

import dev.scanctl.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a socket's error queue.
 *
 * @param errno what the kernel made of it
 * @param origin SO_EE_ORIGIN_*: 1 this machine without a packet, 2 ICMP, 3 ICMPv6
 * @param type of the ICMP message, 0 to 255
 * @param code of the ICMP message, 0 to 255
 * @param offender who sent it; null: not said
 */
public record IcmpRejection(int errno, int origin, int type, int code, @Nullable Address offender) {
    public static final int ORIGIN_LOCAL = 1;
    public static final int ORIGIN_ICMP = 2;
    public static final int ORIGIN_ICMP6 = 3;

    public boolean fromPacket() {
        return origin == ORIGIN_ICMP || origin == ORIGIN_ICMP6;
    }

    /** Whether it says "host unreachable" in the code that kernels use for a next hop that does not answer. */
    public boolean hostUnreachable() {
        return origin == ORIGIN_ICMP && type == 3 && code == 1 || origin == ORIGIN_ICMP6 && type == 1 && code == 3;
    }
}
