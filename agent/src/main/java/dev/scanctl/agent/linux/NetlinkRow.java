package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One row: {@code struct ifaddrmsg} (8 bytes), {@code struct ndmsg}, {@code struct rtmsg} (12 bytes), {@code struct ifinfomsg}
 * (16 bytes) or {@code struct tcmsg} (20 bytes), then attributes, each a {@code struct rtattr} with its value (rtnetlink(7)).
 *
 * @param memory the whole row
 */
public record NetlinkRow(MemorySegment memory) {
    public static final int IFADDRMSG_BYTES = 8;
    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int NDMSG_BYTES = 12;
    public static final int NDA_DST = 1;
    public static final int NDA_LLADDR = 2;
    public static final int RTMSG_BYTES = 12;
    public static final int RTA_OIF = 4;
    public static final int RTA_GATEWAY = 5;
    public static final int RTA_PREFSRC = 7;
    private static final int RTA_VIA = 18;
    private static final int RTA_ENCAP_TYPE = 21;
    public static final int IFINFOMSG_BYTES = 16;
    public static final int IFLA_CARRIER_CHANGES = 35;
    public static final int IFLA_ADDRESS = 1;
    public static final int TCMSG_BYTES = 20;
    public static final int TCA_KIND = 1;
    /** Of the flags of a link: neighbours are not asked for (netdevice(7)). */
    public static final int IFF_NOARP = 0x80;
    /** Of the flags of a link: the driver has a carrier (netdevice(7)). */
    public static final int IFF_LOWER_UP = 0x10000;

    private static final int ATTRIBUTE_HEADER_BYTES = 4;

    /** Of an ifaddrmsg: leading bits that the link shares. */
    public int prefixLength() {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 1));
    }

    /** Of an ndmsg: NUD_… */
    public int neighbourState() {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, 8));
    }

    /** Of an ifaddrmsg, an ndmsg, an ifinfomsg or a tcmsg: the link's index. */
    public int linkIndex() {
        return memory.get(JAVA_INT_UNALIGNED, 4);
    }

    /** Of an ifinfomsg: IFF_… */
    public int linkFlags() {
        return memory.get(JAVA_INT_UNALIGNED, 8);
    }

    /** Of an rtmsg: RTN_… */
    public int routeType() {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 7));
    }

    /** Of an ifinfomsg: ARPHRD_ETHER. */
    public boolean isEthernet() {
        return memory.get(JAVA_SHORT_UNALIGNED, 2) == 1;
    }

    /** Of an rtmsg: whether a router is the next hop. */
    public boolean hasGateway() {
        return value(RTMSG_BYTES, RTA_GATEWAY).isPresent() || value(RTMSG_BYTES, RTA_VIA).isPresent();
    }

    /** Of an rtmsg: whether the route wraps packets up before it sends them. */
    public boolean encapsulates() {
        return value(RTMSG_BYTES, RTA_ENCAP_TYPE).isPresent();
    }

    /** An Ethernet address as a number, its first byte the lowest; −1: none, or of another kind of link. */
    public long ethernetAddress(int headerBytes, int attribute) {
        return value(headerBytes, attribute)
                .filter(value -> value.byteSize() == 6)
                .map(NetlinkRow::sixBytes)
                .orElse(-1L);
    }

    private static long sixBytes(MemorySegment value) {
        long number = 0;
        for (int i = 5; i >= 0; i--) {
            number = number << 8 | Byte.toUnsignedLong(value.get(JAVA_BYTE, i));
        }
        return number;
    }

    /** An attribute that is an address. */
    public Optional<Address> address(int headerBytes, int attribute) {
        return value(headerBytes, attribute)
                .filter(value -> value.byteSize() == 4 || value.byteSize() == 16)
                .map(value -> Address.of(value.toArray(JAVA_BYTE)));
    }

    /** An attribute of 32 bits; 0 where there is none. */
    public int number(int headerBytes, int attribute) {
        return value(headerBytes, attribute)
                .filter(value -> value.byteSize() == 4)
                .map(value -> value.get(JAVA_INT_UNALIGNED, 0))
                .orElse(0);
    }

    /** An attribute that is text; empty where there is none. */
    public String text(int headerBytes, int attribute) {
        return value(headerBytes, attribute).map(value -> value.getString(0)).orElse("");
    }

    private Optional<MemorySegment> value(int headerBytes, int attribute) {
        long at = headerBytes;
        while (at + ATTRIBUTE_HEADER_BYTES <= memory.byteSize()) {
            int length = Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, at));
            if (length < ATTRIBUTE_HEADER_BYTES || at + length > memory.byteSize()) {
                return Optional.empty();
            }
            if (memory.get(JAVA_SHORT_UNALIGNED, at + 2) == attribute) {
                return Optional.of(memory.asSlice(at + ATTRIBUTE_HEADER_BYTES, length - ATTRIBUTE_HEADER_BYTES));
            }
            at += aligned(length);
        }
        return Optional.empty();
    }

    /** Messages and attributes begin at multiples of 4. */
    public static long aligned(int length) {
        return length + 3L & ~3L;
    }
}
