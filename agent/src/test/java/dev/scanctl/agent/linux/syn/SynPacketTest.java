package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynPacketTest {
    private final MemorySegment packet = Arena.ofAuto().allocate(64, 8);

    static void write(MemorySegment memory, Address source, Address target, int sourcePort, int port, int sequence) {
        SockAddr local = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        local.set(source, 0);
        Route route = new Route();
        route.set(target, local);
        SynPacket.writeConstants(memory, 0, target.v6());
        SynPacket.patch(memory, 0, route, target, sourcePort, port, sequence);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void checksumsOfBothFamiliesAreRight(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            boolean v6 = random.nextBoolean();
            Address source = any(random, v6);
            Address target = any(random, v6);
            int header = v6 ? 40 : 20;

            write(packet, source, target, random.nextInt(0x10000), random.nextInt(0x10000), random.nextInt());

            assertThat(sum(packet, 0, v6 ? 0 : 20)).as("header, seed %s", seed).isEqualTo(v6 ? 0 : 0xffff);
            int pseudo = sum(packet, v6 ? 8 : 12, v6 ? 32 : 8) + 6 + SynPacket.SEGMENT;
            assertThat(folded(pseudo + sum(packet, header, 24))).as("segment, seed %s", seed).isEqualTo(0xffff);
        }
    }

    @Test
    void ipv4SynHasItsFields() {
        write(packet, Address.parse("192.0.2.1"), Address.parse("198.51.100.200"), 16_384, 65_535, 0x8899_aabb);

        assertThat(packet.asSlice(0, 4).toArray(JAVA_BYTE)).containsExactly(0x45, 0, 0, 44);
        assertThat(packet.asSlice(6, 4).toArray(JAVA_BYTE)).containsExactly(0x40, 0, 64, 6);
        assertThat(packet.asSlice(12, 8).toArray(JAVA_BYTE)).containsExactly(192, 0, 2, 1, 198, 51, 100, 200);
        assertThat(packet.asSlice(20, 16).toArray(JAVA_BYTE))
                .containsExactly(0x40, 0, 255, 255, 0x88, 0x99, 0xaa, 0xbb, 0, 0, 0, 0, 0x60, 2, 0xfa, 0xf0);
        assertThat(packet.asSlice(40, 4).toArray(JAVA_BYTE)).containsExactly(2, 4, 1460 >> 8, 1460 & 255);
    }

    @Test
    void ipv6SynHasItsFields() {
        write(packet, Address.parse("fd00::1"), Address.parse("fd00::2"), 1, 2, 3);

        assertThat(packet.asSlice(0, 8).toArray(JAVA_BYTE)).containsExactly(0x60, 0, 0, 0, 0, 24, 6, 64);
        assertThat(packet.get(JAVA_BYTE, 23)).isEqualTo((byte) 1);
        assertThat(packet.get(JAVA_BYTE, 39)).isEqualTo((byte) 2);
        assertThat(packet.asSlice(40, 8).toArray(JAVA_BYTE)).containsExactly(0, 1, 0, 2, 0, 0, 0, 3);
        assertThat(packet.asSlice(60, 4).toArray(JAVA_BYTE)).containsExactly(2, 4, 1440 >> 8, 1440 & 255);
    }

    private static Address any(Random random, boolean v6) {
        return v6 ? new Address(true, random.nextLong(), random.nextLong()) : Address.v4(random.nextInt());
    }

    /** By the book: RFC 1071, word by word. */
    private static int sum(MemorySegment memory, long at, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i += 2) {
            sum += Short.toUnsignedInt(memory.get(SynPacket.NET_SHORT, at + i));
        }
        return folded(sum);
    }

    private static int folded(int sum) {
        int folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }
}
