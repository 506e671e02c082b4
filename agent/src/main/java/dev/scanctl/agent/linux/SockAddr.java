package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A {@code struct sockaddr_in} or {@code sockaddr_in6} (ip(7), ipv6(7)) in given memory; the family's field says which.
 * The flow label stays 0; the scope is the link of a {@link LinkLocal} address.
 *
 * @param memory at least {@link #BYTES} bytes
 */
public record SockAddr(MemorySegment memory) {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    /** Room for either family. */
    public static final int BYTES = 28;

    private static final int V4_BYTES = 16;
    private static final long PORT = 2;
    private static final long V4_ADDRESS = 4;
    private static final long V6_ADDRESS = 8;
    private static final long V6_SCOPE = 24;
    private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    public void set(Address address, int port) {
        memory.set(JAVA_SHORT, 0, (short) (address.v6() ? AF_INET6 : AF_INET));
        memory.set(NET_SHORT, PORT, (short) port);
        if (address.v6()) {
            memory.set(NET_INT, V4_ADDRESS, 0);
            memory.set(NET_LONG, V6_ADDRESS, LinkLocal.onWire(address.high()));
            memory.set(NET_LONG, V6_ADDRESS + 8, address.low());
            memory.set(JAVA_INT_UNALIGNED, V6_SCOPE, LinkLocal.link(address));
        } else {
            memory.set(NET_INT, V4_ADDRESS, (int) address.low());
        }
    }

    public int family() {
        return memory.get(JAVA_SHORT, 0);
    }

    /** Whether the family is one with an address in it. */
    public boolean hasAddress() {
        return family() == AF_INET || family() == AF_INET6;
    }

    /** 0 to 65535. */
    public int port() {
        return Short.toUnsignedInt(memory.get(NET_SHORT, PORT));
    }

    public Address address() {
        if (family() != AF_INET6) {
            return Address.v4(memory.get(NET_INT, V4_ADDRESS));
        }
        long high = LinkLocal.on(memory.get(NET_LONG, V6_ADDRESS), memory.get(JAVA_INT_UNALIGNED, V6_SCOPE));
        return new Address(true, high, memory.get(NET_LONG, V6_ADDRESS + 8));
    }

    /** The highest 64 bits of the address as on the wire; 0 for IPv4. */
    public long high() {
        return family() == AF_INET6 ? memory.get(NET_LONG, V6_ADDRESS) : 0;
    }

    /** The lowest 64 bits of the address. */
    public long low() {
        return family() == AF_INET6
                ? memory.get(NET_LONG, V6_ADDRESS + 8)
                : Integer.toUnsignedLong(memory.get(NET_INT, V4_ADDRESS));
    }

    /** Bytes in use by this family. */
    public int length() {
        return family() == AF_INET6 ? BYTES : V4_BYTES;
    }

    public void clear() {
        memory.asSlice(0, BYTES).fill((byte) 0);
    }
}
