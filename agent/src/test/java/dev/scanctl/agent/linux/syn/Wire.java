package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The target's end of the cable, by hand: takes SYNs as they come and answers whatever it is told. IPv4. */
final class Wire implements AutoCloseable {
    static final int SYN_ACK = 0x12;
    static final int RST_ACK = 0x14;
    static final int SYN = 0x02;

    private final SystemCalls calls = new SystemCalls();
    private final MemorySegment packet = Arena.ofAuto().allocate(512, 8);
    private final Address target;
    private final Address scanner;
    private final int in;
    private final int out;

    private Wire(Address target, Address scanner) {
        this.target = target;
        this.scanner = scanner;
        in = SystemCallFailed.check(calls.socket(17, 2, 0x0008), "socket", "AF_PACKET, SOCK_DGRAM, ETH_P_IP");
        out = SystemCallFailed.check(calls.socket(SockAddr.AF_INET, 3, 255), "socket", "AF_INET, SOCK_RAW");
        SockAddr name = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        name.set(scanner, 0);
        SystemCallFailed.check(calls.connect(out, name.memory(), name.length()), "connect", scanner.toString());
    }

    /** In the namespace of the target; from any thread. */
    static Wire open(String namespace, Address target, Address scanner) throws Exception {
        return NamespaceThread.call(namespace, () -> new Wire(target, scanner));
    }

    /** What a SYN said. */
    record Seen(int sourcePort, int sequence, byte[] bytes) {}

    /** Waits for a SYN to a port. */
    Seen awaitSyn(int port) {
        while (true) {
            long length = calls.recv(in, packet, 0);
            boolean mine = length >= 40
                    && packet.get(JAVA_BYTE, 9) == 6
                    && packet.get(JAVA_BYTE, 33) == SYN
                    && Short.toUnsignedInt(packet.get(SynPacket.NET_SHORT, 22)) == port;
            if (mine) {
                byte[] bytes = packet.asSlice(0, length).toArray(JAVA_BYTE);
                return new Seen(
                        Short.toUnsignedInt(packet.get(SynPacket.NET_SHORT, 20)),
                        packet.get(SynPacket.NET_INT, 24),
                        bytes);
            }
        }
    }

    /** Sends a segment from a port of the target. */
    void segment(int flags, int port, int toPort, int acknowledged) {
        MemorySegment segment = Arena.ofAuto().allocate(40, 8);
        header(segment, 6);
        segment.set(SynPacket.NET_SHORT, 20, (short) port);
        segment.set(SynPacket.NET_SHORT, 22, (short) toPort);
        segment.set(SynPacket.NET_INT, 24, 1);
        segment.set(SynPacket.NET_INT, 28, acknowledged);
        segment.set(JAVA_BYTE, 32, (byte) 0x50);
        segment.set(JAVA_BYTE, 33, (byte) flags);
        send(segment);
    }

    /** Sends an ICMP "port unreachable" that quotes a packet of this sequence number. */
    void rejection(Seen seen, int sequence) {
        MemorySegment error = Arena.ofAuto().allocate(28 + seen.bytes().length, 8);
        header(error, 1);
        error.set(JAVA_BYTE, 20, (byte) 3);
        error.set(JAVA_BYTE, 21, (byte) 3);
        error.asSlice(28).copyFrom(MemorySegment.ofArray(seen.bytes()));
        error.set(SynPacket.NET_INT, 28 + 24, sequence);
        send(error);
    }

    private void header(MemorySegment at, int protocol) {
        at.set(JAVA_BYTE, 0, (byte) 0x45);
        at.set(SynPacket.NET_SHORT, 2, (short) at.byteSize());
        at.set(JAVA_BYTE, 8, (byte) 64);
        at.set(JAVA_BYTE, 9, (byte) protocol);
        at.set(SynPacket.NET_INT, 12, (int) target.low());
        at.set(SynPacket.NET_INT, 16, (int) scanner.low());
    }

    private void send(MemorySegment bytes) {
        SystemCallFailed.check((int) calls.send(out, bytes, 0), "send", "a forged packet");
    }

    @Override
    public void close() {
        calls.close(in);
        calls.close(out);
    }
}
