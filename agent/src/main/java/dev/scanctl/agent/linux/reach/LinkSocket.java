package dev.scanctl.agent.linux.reach;

import static dev.scanctl.agent.linux.SocketFilter.JUMP_EQUAL;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_BYTE;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_HALF;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_WORD;
import static dev.scanctl.agent.linux.SocketFilter.PACKET_TYPE;
import static dev.scanctl.agent.linux.SocketFilter.RETURN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.LinkAddress;
import dev.scanctl.agent.linux.SocketFilter;
import dev.scanctl.agent.linux.SocketFilter.Instruction;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * A packet socket (packet(7)) for the questions of one family on all links of this thread's network namespace, which hears
 * their answers only. The kernel's own neighbour table stays as it is. Owned by one thread.
 */
final class LinkSocket implements AutoCloseable {
    private static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int WHOLE = 0xffff;

    private final SystemCalls calls;
    private final boolean v6;
    private final int fd;
    private final ReceiveBuffer room;
    private final MemorySegment question = Arena.ofAuto().allocate(Solicitation.MOST_BYTES, 8);
    private final MemorySegment buffer = Arena.ofAuto().allocate(2_048, 8);
    private final LinkAddress name = new LinkAddress(Arena.ofAuto().allocate(LinkAddress.BYTES, 8));
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);

    LinkSocket(SystemCalls calls, boolean v6) {
        this.calls = calls;
        this.v6 = v6;
        int made = calls.socket(LinkAddress.AF_PACKET, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0);
        fd = SystemCallFailed.check(made, "socket", "AF_PACKET, SOCK_DGRAM");
        try {
            new SocketFilter(v6 ? advertisements() : arpReplies()).attach(calls, fd);
            room = new ReceiveBuffer(calls, fd);
            // Until it is bound it hears nothing, so nothing comes past the filter.
            name.set(protocol(), 0, 0);
            SystemCallFailed.check(calls.bind(fd, name.memory(), LinkAddress.BYTES), "bind", fd + ", " + protocol());
        } catch (RuntimeException e) {
            calls.close(fd);
            throw e;
        }
    }

    private int protocol() {
        return v6 ? ETH_P_IPV6 : ETH_P_ARP;
    }

    private static List<Instruction> arpReplies() {
        return List.of(
                new Instruction(LOAD_WORD, 0, 0, PACKET_TYPE),
                new Instruction(JUMP_EQUAL, 0, 3, SocketFilter.TO_THIS_MACHINE),
                new Instruction(LOAD_HALF, 0, 0, 6),
                new Instruction(JUMP_EQUAL, 0, 1, Solicitation.ARP_REPLY),
                new Instruction(RETURN, 0, 0, WHOLE),
                new Instruction(RETURN, 0, 0, 0));
    }

    private static List<Instruction> advertisements() {
        return List.of(
                new Instruction(LOAD_WORD, 0, 0, PACKET_TYPE),
                new Instruction(JUMP_EQUAL, 0, 5, SocketFilter.TO_THIS_MACHINE),
                new Instruction(LOAD_HALF, 0, 0, 6),
                new Instruction(JUMP_EQUAL, 0, 3, Solicitation.ICMP6 << 8 | Solicitation.HOP_LIMIT),
                new Instruction(LOAD_BYTE, 0, 0, 40),
                new Instruction(JUMP_EQUAL, 0, 1, Solicitation.ADVERTISEMENT),
                new Instruction(RETURN, 0, 0, WHOLE),
                new Instruction(RETURN, 0, 0, 0));
    }

    int descriptor() {
        return fd;
    }

    /**
     * Asks for the target; gives −errno where the kernel does not take it.
     *
     * @param link where
     * @param mac who asks, its first byte the lowest
     */
    long send(int link, long mac, Address source, Address target) {
        int bytes = Solicitation.write(question, mac, source, target);
        name.set(protocol(), link, Solicitation.destination(target));
        return calls.sendto(fd, question, bytes, name.memory(), LinkAddress.BYTES);
    }

    /** Whether a packet lay there; whose answer it is, and on which link it came, is handed over. */
    boolean receive(ObjIntConsumer<Address> answers) {
        length.set(JAVA_INT, 0, LinkAddress.BYTES);
        long bytes = calls.recvfrom(fd, buffer, name.memory(), length);
        if (bytes < 0) {
            return false;
        }
        MemorySegment packet = buffer.asSlice(0, bytes);
        Optional<Address> who = v6 ? Solicitation.answerV6(packet) : Solicitation.answerV4(packet);
        who.ifPresent(address -> answers.accept(LinkLocal.on(address, name.link()), name.link()));
        return true;
    }

    /** Whether packets found no room since the last call. */
    boolean dropped() {
        return room.dropped();
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
