package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeardTest {
    private static final Address US = Address.parse("192.0.2.1");
    private static final Address TARGET = Address.parse("198.51.100.9");
    private static final Address ROUTER = Address.parse("203.0.113.1");
    private static final Address US_V6 = Address.parse("2001:db8::1");
    private static final Address TARGET_V6 = Address.parse("2001:db8:9::9");
    private static final Address ROUTER_V6 = Address.parse("2001:db8:5::5");

    private final Heard heard = new Heard();

    private boolean read(MemorySegment packet) {
        return heard.read(packet, 0, (int) packet.byteSize());
    }

    @ParameterizedTest
    @CsvSource({"18, SYN_ACK", "2, SYN", "4, RESET", "20, RESET", "22, RESET", "194, SYN"})
    void flagsSayWhatASegmentIs(int flags, Heard.Kind kind) {
        assertThat(read(Packets.segment(TARGET, US, 24, 443, 16_400, 0x8000_0001, flags))).isTrue();

        assertThat(heard.kind).isEqualTo(kind);
        assertThat(heard.target()).isEqualTo(TARGET);
        assertThat(heard.targetPort).isEqualTo(443);
        assertThat(heard.sourcePort).isEqualTo(16_400);
        assertThat(heard.number).isEqualTo(0x8000_0001);
    }

    @Test
    void ipv6SegmentIsRead() {
        assertThat(read(Packets.segment(TARGET_V6, US_V6, 40, 65_535, 16_400, 7, 18))).isTrue();

        assertThat(heard.kind).isEqualTo(Heard.Kind.SYN_ACK);
        assertThat(heard.target()).isEqualTo(TARGET_V6);
        assertThat(heard.targetPort).isEqualTo(65_535);
        assertThat(heard.number).isEqualTo(7);
    }

    @Test
    void icmpErrorSpeaksOfTheProbeThatItQuotes() {
        MemorySegment probe = Packets.probe(US, TARGET, 16_400, 443, 0xdead_beef);

        assertThat(read(Packets.error(ROUTER, US, 3, 13, probe.asSlice(0, 28)))).isTrue();

        assertThat(heard.kind).isEqualTo(Heard.Kind.REJECTION);
        assertThat(heard.target()).isEqualTo(TARGET);
        assertThat(heard.offender()).isEqualTo(ROUTER);
        assertThat(heard.icmpType).isEqualTo(3);
        assertThat(heard.icmpCode).isEqualTo(13);
        assertThat(heard.targetPort).isEqualTo(443);
        assertThat(heard.sourcePort).isEqualTo(16_400);
        assertThat(heard.number).isEqualTo(0xdead_beef);
    }

    @Test
    void icmp6ErrorSpeaksOfTheProbeThatItQuotes() {
        MemorySegment probe = Packets.probe(US_V6, TARGET_V6, 16_400, 443, 0xdead_beef);

        assertThat(read(Packets.error(ROUTER_V6, US_V6, 1, 4, probe))).isTrue();

        assertThat(heard.target()).isEqualTo(TARGET_V6);
        assertThat(heard.offender()).isEqualTo(ROUTER_V6);
        assertThat(heard.icmpType).isEqualTo(1);
        assertThat(heard.icmpCode).isEqualTo(4);
        assertThat(heard.sourcePort).isEqualTo(16_400);
        assertThat(heard.number).isEqualTo(0xdead_beef);
    }

    @Test
    void whatAnswersNothingIsNotHeard() {
        MemorySegment probe = Packets.probe(US, TARGET, 16_400, 443, 1);
        MemorySegment fragment = Packets.segment(TARGET, US, 20, 443, 16_400, 7, 18);
        fragment.set(SynPacket.NET_SHORT, 6, (short) 0x2003);
        MemorySegment datagram = Packets.probe(US, TARGET, 16_400, 443, 1);
        datagram.set(JAVA_BYTE, 9, (byte) 17);

        assertThat(read(Packets.segment(TARGET, US, 20, 443, 16_400, 7, Packets.ACK))).isFalse();
        assertThat(read(fragment)).isFalse();
        assertThat(read(Packets.error(ROUTER, US, 8, 0, probe))).isFalse();
        assertThat(read(Packets.error(ROUTER, US, 3, 1, datagram))).isFalse();
        assertThat(read(Packets.error(ROUTER_V6, US_V6, 128, 0, Packets.probe(US_V6, TARGET_V6, 1, 2, 3)))).isFalse();
    }

    @Test
    void cutOffPacketsAreNotHeard() {
        MemorySegment segment = Packets.segment(TARGET, US, 24, 443, 16_400, 7, 18);
        MemorySegment quoted = Packets.probe(US, TARGET, 16_400, 443, 1).asSlice(0, 28);
        MemorySegment error = Packets.error(ROUTER, US, 3, 13, quoted);
        MemorySegment quoted6 = Packets.probe(US_V6, TARGET_V6, 16_400, 443, 1).asSlice(0, 48);
        MemorySegment error6 = Packets.error(ROUTER_V6, US_V6, 1, 4, quoted6);

        for (MemorySegment whole : new MemorySegment[] {segment, error, error6}) {
            for (int length = 0; length < whole.byteSize(); length++) {
                assertThat(read(whole.asSlice(0, length))).as("%s bytes", length).isFalse();
            }
            assertThat(read(whole)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noPacketIsReadBeyondItsEnd(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(160)];
            random.nextBytes(bytes);
            if (bytes.length > 10) {
                bytes[0] = (byte) (random.nextBoolean() ? 0x40 | random.nextInt(16) : 0x60);
                bytes[6] = (byte) (random.nextBoolean() ? 6 : 58);
                bytes[9] = (byte) (random.nextBoolean() ? 6 : 1);
            }
            read(MemorySegment.ofArray(bytes));
        }
    }
}
