package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.SocketFilter;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter, run by an interpreter of as much of classic BPF as it uses. */
class RingFilterTest {
    private static final Address US = Address.parse("192.0.2.1");
    private static final Address TARGET = Address.parse("198.51.100.9");
    private static final Address US_V6 = Address.parse("2001:db8::1");
    private static final Address TARGET_V6 = Address.parse("2001:db8:9::9");
    private static final int HOST = 0;
    private static final int OUTGOING = 4;

    private final List<SocketFilter.Instruction> program =
            RingFilter.of(new SourcePorts(16_384, 4_096)).program();

    @ParameterizedTest
    @CsvSource({
        "16383, 18, false", "16384, 18, true", "20479, 18, true", "20480, 18, false", "16384, 2, true",
        "16384, 4, true", "16384, 20, true", "16384, 16, false", "16384, 17, false", "16384, 25, false"
    })
    void segmentsAreKeptByPortAndFlags(int toPort, int flags, boolean kept) {
        assertThat(kept(Packets.segment(TARGET, US, 20, 1, toPort, 7, flags), HOST)).isEqualTo(kept);
        assertThat(kept(Packets.segment(TARGET, US, 60, 1, toPort, 7, flags), HOST)).isEqualTo(kept);
        assertThat(kept(Packets.segment(TARGET_V6, US_V6, 40, 1, toPort, 7, flags), HOST)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 16384, true", "11, 16384, true", "12, 16384, true", "0, 16384, false", "8, 16384, false", "3, 16383, false",
        "3, 20479, true", "3, 20480, false"
    })
    void errorsAreKeptByTypeAndQuotedPort(int type, int sourcePort, boolean kept) {
        MemorySegment probe = Packets.probe(US, TARGET, sourcePort, 80, 1);

        assertThat(kept(Packets.error(TARGET, US, type, 1, probe.asSlice(0, 28)), HOST)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"1, 16384, true", "2, 16384, true", "3, 16384, true", "4, 16384, true", "128, 16384, false", "1, 9, false"})
    void icmp6ErrorsAreKeptByTypeAndQuotedPort(int type, int sourcePort, boolean kept) {
        MemorySegment probe = Packets.probe(US_V6, TARGET_V6, sourcePort, 80, 1);

        assertThat(kept(Packets.error(TARGET_V6, US_V6, type, 1, probe), HOST)).isEqualTo(kept);
    }

    @Test
    void otherPacketsAreDropped() {
        MemorySegment answer = Packets.segment(TARGET, US, 20, 1, 16_384, 7, 18);
        MemorySegment fragment = Packets.segment(TARGET, US, 20, 1, 16_384, 7, 18);
        fragment.set(SynPacket.NET_SHORT, 6, (short) 1);
        MemorySegment datagram = Packets.segment(TARGET, US, 20, 1, 16_384, 7, 18);
        datagram.set(JAVA_BYTE, 9, (byte) 17);
        MemorySegment quoted = Packets.probe(US, TARGET, 16_384, 80, 1);
        quoted.set(JAVA_BYTE, 9, (byte) 17);

        assertThat(kept(answer, HOST)).isTrue();
        assertThat(kept(answer, OUTGOING)).isFalse();
        assertThat(kept(fragment, HOST)).isFalse();
        assertThat(kept(datagram, HOST)).isFalse();
        assertThat(kept(Packets.error(TARGET, US, 3, 3, quoted), HOST)).isFalse();
        assertThat(kept(answer.asSlice(0, 30), HOST)).isFalse();
        assertThat(run(answer, 0x0806, HOST)).isZero();
    }

    private boolean kept(MemorySegment packet, int type) {
        int protocol = packet.get(JAVA_BYTE, 0) >>> 4 == 6 ? 0x86dd : 0x0800;
        int kept = run(packet, protocol, type);
        assertThat(kept).isIn(0, RingFilter.SNAP_BYTES);
        return kept > 0;
    }

    private int run(MemorySegment packet, int protocol, int type) {
        int a = 0;
        int x = 0;
        for (int at = 0; ; at++) {
            SocketFilter.Instruction each = program.get(at);
            int k = each.operand();
            try {
                switch (each.code()) {
                    case 0x20 -> a = k == -0x1000 ? protocol : type;
                    case 0x28 -> a = half(packet, k);
                    case 0x30 -> a = octet(packet, k);
                    case 0x48 -> a = half(packet, x + k);
                    case 0x50 -> a = octet(packet, x + k);
                    case 0xb1 -> x = (octet(packet, k) & 15) * 4;
                    case 0x01 -> x = k;
                    case 0x07 -> x = a;
                    case 0x54 -> a &= k;
                    case 0x64 -> a <<= k;
                    case 0x0c -> a += x;
                    case 0x15 -> at += a == k ? each.ifTrue() : each.ifFalse();
                    case 0x25 -> at += a > k ? each.ifTrue() : each.ifFalse();
                    case 0x35 -> at += a >= k ? each.ifTrue() : each.ifFalse();
                    case 0x45 -> at += (a & k) != 0 ? each.ifTrue() : each.ifFalse();
                    case 0x06 -> {
                        return k;
                    }
                    default -> throw new AssertionError("instruction " + each);
                }
            } catch (IndexOutOfBoundsException e) {
                return 0; // as the kernel does with a load beyond the packet
            }
        }
    }

    private static int half(MemorySegment packet, int at) {
        return Short.toUnsignedInt(packet.get(SynPacket.NET_SHORT, at));
    }

    private static int octet(MemorySegment packet, int at) {
        return Byte.toUnsignedInt(packet.get(JAVA_BYTE, at));
    }
}
