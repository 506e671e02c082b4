package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StructLayoutTest {
    private final Arena arena = Arena.ofAuto();

    @Test
    void socketAddressKeepsV4AddressAndPort() {
        SockAddr address = new SockAddr(arena.allocate(SockAddr.BYTES, 8));

        address.set(Address.parse("192.0.2.200"), 50_000);

        assertThat(address.family()).isEqualTo(SockAddr.AF_INET);
        assertThat(address.address()).isEqualTo(Address.parse("192.0.2.200"));
        assertThat(address.port()).isEqualTo(50_000);
        assertThat(address.length()).isEqualTo(16);
        assertThat(address.memory().asSlice(2, 6).toArray(JAVA_BYTE))
                .containsExactly(50_000 >> 8, 50_000 & 255, 192, 0, 2, 200);
    }

    @Test
    void socketAddressKeepsV6AddressAndPort() {
        SockAddr address = new SockAddr(arena.allocate(SockAddr.BYTES, 8));
        address.memory().fill((byte) 0x55);

        address.set(Address.parse("2001:db8::fe:1"), 443);

        assertThat(address.family()).isEqualTo(SockAddr.AF_INET6);
        assertThat(address.address()).isEqualTo(Address.parse("2001:db8::fe:1"));
        assertThat(address.port()).isEqualTo(443);
        assertThat(address.length()).isEqualTo(28);
        assertThat(address.memory().get(JAVA_INT, 4)).as("flow label").isZero();
        assertThat(address.memory().get(JAVA_INT, 24)).as("scope").isZero();
    }

    @Test
    void epollEventsKeepFlagsAndData() {
        EpollEvents events = new EpollEvents(arena.allocate(3 * EpollEvents.BYTES, 8));

        events.set(0, EpollEvents.EPOLLIN, -1);
        events.set(2, EpollEvents.EPOLLOUT | EpollEvents.EPOLLET, 0x1234_5678_9abc_def0L);

        assertThat(events.capacity()).isEqualTo(3);
        assertThat(events.events(0)).isEqualTo(EpollEvents.EPOLLIN);
        assertThat(events.data(0)).isEqualTo(-1);
        assertThat(events.events(2)).isEqualTo(EpollEvents.EPOLLOUT | EpollEvents.EPOLLET);
        assertThat(events.data(2)).isEqualTo(0x1234_5678_9abc_def0L);
        assertThat(EpollEvents.BYTES).isEqualTo(Machine.X86_64 ? 12 : 16);
    }

    @Test
    void messageHeaderPointsToItsControlBuffer() {
        MemorySegment control = arena.allocate(512, 8);
        ErrorQueue.MsgHdr header = new ErrorQueue.MsgHdr(arena.allocate(ErrorQueue.MsgHdr.BYTES, 8));
        header.memory().fill((byte) 0x55);

        header.reset(control);
        SockAddr name = new SockAddr(arena.allocate(SockAddr.BYTES, 8));
        assertThat(header.memory().get(JAVA_LONG, 0)).as("name").isZero();
        header.name(name);

        assertThat(header.memory().get(JAVA_LONG, 0)).as("name").isEqualTo(name.memory().address());
        assertThat(header.memory().get(JAVA_INT, 8)).as("room for the name").isEqualTo(SockAddr.BYTES);
        assertThat(header.controlAddress()).isEqualTo(control.address());
        assertThat(header.controlLength()).isEqualTo(512);
        assertThat(header.memory().get(JAVA_LONG, 24)).as("number of buffers").isZero();
    }

    @Test
    void extendedErrorIsFoundBehindOtherControlMessages() {
        MemorySegment control = arena.allocate(24 + 16 + 16 + 16, 8);
        control.set(JAVA_LONG, 0, 20);
        control.set(JAVA_INT, 8, 1);
        control.set(JAVA_INT, 12, 29);
        control.set(JAVA_LONG, 24, 48);
        control.set(JAVA_INT, 32, ErrorQueue.IPPROTO_IP);
        control.set(JAVA_INT, 36, ErrorQueue.IP_RECVERR);
        control.set(JAVA_INT, 40, Errno.EHOSTUNREACH);
        control.set(JAVA_BYTE, 44, (byte) IcmpRejection.ORIGIN_ICMP);
        control.set(JAVA_BYTE, 45, (byte) 3);
        control.set(JAVA_BYTE, 46, (byte) 13);
        new SockAddr(control.asSlice(56)).memory().set(JAVA_SHORT, 0, (short) SockAddr.AF_INET);
        control.asSlice(60, 4).copyFrom(MemorySegment.ofArray(Address.parse("192.0.2.9").toBytes()));

        assertThat(ErrorQueue.parse(control))
                .isEqualTo(new IcmpRejection(
                        Errno.EHOSTUNREACH, IcmpRejection.ORIGIN_ICMP, 3, 13, Address.parse("192.0.2.9")));
    }

    @Test
    void cutOffOrForeignControlMessagesAreNoRejection() {
        MemorySegment control = arena.allocate(40, 8);
        control.set(JAVA_LONG, 0, 400);
        control.set(JAVA_INT, 12, ErrorQueue.IP_RECVERR);

        assertThat(ErrorQueue.parse(control)).isNull();
        assertThat(ErrorQueue.parse(control.asSlice(0, 0))).isNull();
        assertThat(ErrorQueue.parse(arena.allocate(64, 8))).isNull();
    }

    @Test
    void timeIsSecondsAndNanoseconds() {
        MemorySegment memory = arena.allocate(BootTime.Timespec.BYTES, 8);
        memory.set(JAVA_LONG, 0, 3);
        memory.set(JAVA_LONG, 8, 14);

        assertThat(new BootTime.Timespec(memory).nanos()).isEqualTo(3_000_000_014L);
    }

    @Test
    void unansweredNeighboursAreReadFromADump() {
        MemorySegment messages = arena.allocate(2 * 36, 8);
        neighbour(messages.asSlice(0, 36), 0x20, "192.0.2.7");
        neighbour(messages.asSlice(36, 36), 0x02, "192.0.2.8");
        Set<Address> unanswered = new HashSet<>();

        boolean more = new NetlinkMessages(messages)
                .rows(Netlink.RTM_NEWNEIGH, row -> Neighbours.addUnanswered(row, unanswered));

        assertThat(more).isTrue();
        assertThat(unanswered).containsExactly(Address.parse("192.0.2.7"));
    }

    private static void neighbour(MemorySegment message, int state, String address) {
        message.set(JAVA_INT, 0, 36);
        message.set(JAVA_SHORT, 4, (short) Netlink.RTM_NEWNEIGH);
        message.set(JAVA_SHORT, 24, (short) state);
        message.set(JAVA_SHORT, 28, (short) 8);
        message.set(JAVA_SHORT, 30, (short) NetlinkRow.NDA_DST);
        message.asSlice(32, 4).copyFrom(MemorySegment.ofArray(Address.parse(address).toBytes()));
    }

    @Test
    void interfaceAddressHasItsPrefix() {
        MemorySegment row = arena.allocate(8 + 8 + 8, 8);
        row.set(JAVA_BYTE, 1, (byte) 30);
        row.set(JAVA_INT, 4, 7);
        row.set(JAVA_SHORT, 8, (short) 8);
        row.set(JAVA_SHORT, 10, (short) NetlinkRow.IFA_ADDRESS);
        row.asSlice(12, 4).copyFrom(MemorySegment.ofArray(Address.parse("192.0.2.2").toBytes()));
        row.set(JAVA_SHORT, 16, (short) 8);
        row.set(JAVA_SHORT, 18, (short) NetlinkRow.IFA_LOCAL);
        row.asSlice(20, 4).copyFrom(MemorySegment.ofArray(Address.parse("192.0.2.1").toBytes()));

        assertThat(OwnAddresses.Prefix.of(new NetlinkRow(row)))
                .contains(new OwnAddresses.Prefix(Address.parse("192.0.2.1"), 30, 7));
        assertThat(OwnAddresses.Prefix.of(new NetlinkRow(row.asSlice(0, 10)))).isEmpty();
    }

    @Test
    void linkHasItsIndexFlagsAndChangesOfCarrier() {
        MemorySegment memory = arena.allocate(16 + 8 + 12, 8);
        memory.set(JAVA_SHORT, 2, (short) 1);
        memory.set(JAVA_INT, 4, 3);
        memory.set(JAVA_INT, 8, NetlinkRow.IFF_LOWER_UP | 1);
        memory.set(JAVA_SHORT, 16, (short) 8);
        memory.set(JAVA_SHORT, 18, (short) NetlinkRow.IFLA_CARRIER_CHANGES);
        memory.set(JAVA_INT, 20, 5);
        memory.set(JAVA_SHORT, 24, (short) 10);
        memory.set(JAVA_SHORT, 26, (short) NetlinkRow.IFLA_ADDRESS);
        memory.asSlice(28, 6).copyFrom(MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6}));
        NetlinkRow row = new NetlinkRow(memory);

        assertThat(row.linkIndex()).isEqualTo(3);
        assertThat(Links.Link.of(row, false)).isEqualTo(new Links.Link(true, false, 5, 0x0605_0403_0201L));
        assertThat(Links.Link.of(new NetlinkRow(memory.asSlice(0, 16)), true).changes()).isZero();
        memory.set(JAVA_INT, 8, NetlinkRow.IFF_NOARP);
        assertThat(Links.Link.of(row, false).mac()).as("a link without ARP").isEqualTo(-1);
    }

    @Test
    void requestAsksForAWholeTable() {
        MemorySegment request = NetlinkMessages.request(Netlink.RTM_NEWADDR, arena);

        assertThat(request.get(JAVA_INT, 0)).as("length").isEqualTo(28);
        assertThat(request.get(JAVA_SHORT, 4)).as("RTM_GETADDR").isEqualTo((short) 22);
        assertThat(request.get(JAVA_SHORT, 6)).as("NLM_F_REQUEST|NLM_F_DUMP").isEqualTo((short) 0x301);
        assertThat(NetlinkMessages.request(Netlink.RTM_NEWQDISC, arena).get(JAVA_INT, 0)).as("length").isEqualTo(36);
    }
}
