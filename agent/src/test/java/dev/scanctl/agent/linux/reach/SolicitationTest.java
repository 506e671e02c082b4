package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SolicitationTest {
    private static final long MAC = 0x0605_0403_0201L;

    private final MemorySegment memory = Arena.ofAuto().allocate(Solicitation.MOST_BYTES, 8);

    private String written(String source, String target) {
        int bytes = Solicitation.write(memory, MAC, Address.parse(source), Address.parse(target));
        return HexFormat.of().formatHex(memory.asSlice(0, bytes).toArray(JAVA_BYTE));
    }

    @Test
    void arpRequestIsThatOfRfc826() {
        assertThat(written("192.0.2.1", "192.0.2.7"))
                .isEqualTo("0001080006040001" + "010203040506" + "c0000201" + "000000000000" + "c0000207");
        assertThat(Solicitation.destination(Address.parse("192.0.2.7"))).isEqualTo(0xffff_ffff_ffffL);
    }

    @Test
    void neighbourSolicitationIsThatOfRfc4861() {
        String packet = written("2001:db8::1", "2001:db8::aa:bbcc:ddee");

        assertThat(packet)
                .startsWith("6000000000203aff" + "20010db8000000000000000000000001" + "ff0200000000000000000001ffccddee" + "8700")
                .endsWith("00000000" + "20010db8000000000000" + "00aabbccddee" + "0101" + "010203040506");
        int whole = NetworkOrder.sum(memory, 8, 64) + 32 + 58;
        assertThat(NetworkOrder.checksum(whole)).as("over the whole, its own included").isZero();
        assertThat(Solicitation.destination(Address.parse("2001:db8::aa:bbcc:ddee")))
                .as("33:33:ff:cc:dd:ee")
                .isEqualTo(0xeedd_ccff_3333L);
    }

    @Test
    void onlyAnswersAreAnswers() {
        written("192.0.2.7", "192.0.2.1");
        assertThat(Solicitation.answerV4(memory)).as("a request").isEmpty();
        memory.set(NetworkOrder.SHORT, 6, (short) 2);
        assertThat(Solicitation.answerV4(memory)).contains(Address.parse("192.0.2.7"));
        assertThat(Solicitation.answerV4(memory.asSlice(0, 27))).as("cut off").isEmpty();

        written("2001:db8::7", "2001:db8::9");
        assertThat(Solicitation.answerV6(memory)).as("a solicitation").isEmpty();
        memory.set(JAVA_BYTE, 40, (byte) 136);
        assertThat(Solicitation.answerV6(memory)).contains(Address.parse("2001:db8::9"));
        assertThat(Solicitation.answerV6(memory.asSlice(0, 63))).as("cut off").isEmpty();
        memory.set(JAVA_BYTE, 7, (byte) 254);
        assertThat(Solicitation.answerV6(memory)).as("from beyond a router").isEmpty();
    }
}
