package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel which machine on which link is the next towards a target, over rtnetlink(7), in the network namespace of
 * the thread that opens it. Answers for Ethernet and for neighbours that the kernel knows; it is the kernel that asks by
 * ARP or ND, when it is given a packet. Owned by one thread.
 */
public final class NextHops implements AutoCloseable {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETNEIGH = 30;
    private static final int NLM_F_REQUEST = 1;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_BROADCAST = 3;
    /** NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PERMANENT: the kernel itself would send there without asking. */
    private static final int USABLE = 0x02 | 0x04 | 0x08 | 0x80;

    private static final int AF_NETLINK = 16;
    private static final int RAW_CLOEXEC = 3 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int HEADER_BYTES = 16;
    private static final int BODY_BYTES = 12;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int LINK_BYTES = ATTRIBUTE_HEADER_BYTES + 4;
    /** RTA_DST and NDA_DST alike. */
    private static final short DESTINATION = 1;

    private final SystemCalls calls;
    private final int fd;
    private final MemorySegment request = Arena.ofAuto().allocate(64, 8);
    private final MemorySegment answer = Arena.ofAuto().allocate(8192, 8);
    private @Nullable NetlinkRow row;

    public NextHops(SystemCalls calls) {
        this.calls = calls;
        this.fd = SystemCallFailed.check(calls.socket(AF_NETLINK, RAW_CLOEXEC, 0), "socket", "AF_NETLINK");
    }

    /**
     * A neighbour on an Ethernet link.
     *
     * @param link its index
     * @param mac the Ethernet address, its first byte the lowest
     */
    public record NextHop(int link, long mac) {}

    /** Empty: this machine itself, a link without such addresses, a tunnel, or a neighbour that is not known (now). */
    public Optional<NextHop> towards(Address target) {
        NetlinkRow route = ask(RTM_GETROUTE, RTM_NEWROUTE, target, LinkLocal.link(target));
        if (route == null || route.routeType() != RTN_UNICAST || route.encapsulates()) {
            return Optional.empty();
        }
        int link = route.number(NetlinkRow.RTMSG_BYTES, NetlinkRow.RTA_OIF);
        Address next = route.address(NetlinkRow.RTMSG_BYTES, NetlinkRow.RTA_GATEWAY).orElse(target);
        NetlinkRow neighbour = ask(RTM_GETNEIGH, Netlink.RTM_NEWNEIGH, next, link);
        if (neighbour == null || (neighbour.neighbourState() & USABLE) == 0) {
            return Optional.empty();
        }
        long mac = neighbour.ethernetAddress(NetlinkRow.NDMSG_BYTES, NetlinkRow.NDA_LLADDR);
        return mac < 0 ? Optional.empty() : Optional.of(new NextHop(link, mac));
    }

    /**
     * A link that an address stands on.
     *
     * @param link its index
     * @param source the address of this machine that asks there
     */
    public record OnLink(int link, Address source) {}

    /**
     * The link on which the target would be a neighbour, known or not: none of this machine's own addresses, and no router
     * between. A link's broadcast address counts, since nothing else tells that nobody has it.
     */
    public Optional<OnLink> onLink(Address target) {
        NetlinkRow route = ask(RTM_GETROUTE, RTM_NEWROUTE, target, LinkLocal.link(target));
        if (route == null || route.hasGateway() || route.encapsulates()) {
            return Optional.empty();
        }
        boolean direct = route.routeType() == RTN_UNICAST || route.routeType() == RTN_BROADCAST;
        int link = route.number(NetlinkRow.RTMSG_BYTES, NetlinkRow.RTA_OIF);
        return route.address(NetlinkRow.RTMSG_BYTES, NetlinkRow.RTA_PREFSRC)
                .filter(_ -> direct)
                .map(source -> new OnLink(link, source));
    }

    /**
     * The row that answers, valid until the next question; null: there is none.
     *
     * @param link that the answer is to be on; 0: any
     */
    private @Nullable NetlinkRow ask(int getType, int rowType, Address about, int link) {
        write(getType, about, link);
        row = null;
        int length = request.get(JAVA_INT, 0);
        if (calls.send(fd, request.asSlice(0, length), 0) < 0) {
            return null;
        }
        long received = calls.recv(fd, answer, MSG_DONTWAIT);
        if (received > 0) {
            new NetlinkMessages(answer.asSlice(0, received)).rows(rowType, each -> row = each);
        }
        return row;
    }

    private void write(int getType, Address about, int link) {
        byte[] address = LinkLocal.onWire(about).toBytes();
        boolean route = getType == RTM_GETROUTE;
        request.fill((byte) 0);
        request.set(JAVA_INT, 0, HEADER_BYTES + BODY_BYTES + ATTRIBUTE_HEADER_BYTES + address.length);
        request.set(JAVA_SHORT, 4, (short) getType);
        request.set(JAVA_SHORT, 6, (short) NLM_F_REQUEST);
        request.set(JAVA_BYTE, 16, (byte) (about.v6() ? SockAddr.AF_INET6 : SockAddr.AF_INET));
        if (route) {
            request.set(JAVA_BYTE, 17, (byte) about.bits());
        } else {
            request.set(JAVA_INT, 20, link);
        }
        int attribute = HEADER_BYTES + BODY_BYTES;
        request.set(JAVA_SHORT, attribute, (short) (ATTRIBUTE_HEADER_BYTES + address.length));
        request.set(JAVA_SHORT, attribute + 2, DESTINATION);
        request.asSlice(attribute + ATTRIBUTE_HEADER_BYTES, address.length).copyFrom(MemorySegment.ofArray(address));
        if (route && link != 0) {
            writeLink(request.get(JAVA_INT, 0), link);
        }
    }

    private void writeLink(int at, int link) {
        request.set(JAVA_SHORT, at, (short) LINK_BYTES);
        request.set(JAVA_SHORT, at + 2, (short) NetlinkRow.RTA_OIF);
        request.set(JAVA_INT, at + ATTRIBUTE_HEADER_BYTES, link);
        request.set(JAVA_INT, 0, at + LINK_BYTES);
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
