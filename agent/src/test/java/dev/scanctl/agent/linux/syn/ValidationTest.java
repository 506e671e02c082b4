package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.SipHash;
import dev.scanctl.wire.Address;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final SourcePorts PORTS = new SourcePorts(16_384, 4_096);
    private static final int SLOTS = 65_536;

    private final Validation validation = new Validation(PORTS, SLOTS, new SipHash(1, 2));
    private final Heard heard = new Heard();

    /** Appendix A of "SipHash: a fast short-input PRF": the key 00..0f, the message 00..0e. */
    @Test
    void hashIsThatOfItsPaper() {
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

        assertThat(hash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L)).isEqualTo(0xa129ca6149be45e5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void answerNamesItsSlotAndIsConfirmed(String address) {
        Address target = Address.parse(address);
        for (int slot = 0; slot < SLOTS; slot += 37) {
            int sequence = validation.sequence(target, 443, slot);
            from(target, 443);

            assertThat(PORTS.contains(validation.sourcePort(slot))).isTrue();
            assertThat(validation.slot(validation.sourcePort(slot), sequence)).isEqualTo(slot);
            assertThat(validation.confirms(heard, slot, sequence)).isTrue();
        }
    }

    @Test
    void otherTargetPortSlotNumberOrKeyIsNotConfirmed() {
        Address target = Address.parse("2001:db8::7");
        int sequence = validation.sequence(target, 443, 5);

        from(target, 444);
        assertThat(validation.confirms(heard, 5, sequence)).isFalse();
        from(Address.parse("2001:db8:0:1::7"), 443);
        assertThat(validation.confirms(heard, 5, sequence)).isFalse();
        from(target, 443);
        assertThat(validation.confirms(heard, 5 + 4096, sequence)).isFalse();
        assertThat(validation.confirms(heard, 5, sequence + 16)).isFalse();
        assertThat(new Validation(PORTS, SLOTS, new SipHash(1, 3)).confirms(heard, 5, sequence)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void guessesAreNotConfirmed(long seed) {
        Random random = new Random(seed);
        from(Address.parse("192.0.2.7"), 80);

        for (int i = 0; i < 100_000; i++) {
            int sequence = random.nextInt();
            int slot = validation.slot(16_384 + random.nextInt(4_096), sequence);
            assertThat(validation.confirms(heard, slot, sequence)).as("seed %s", seed).isFalse();
        }
    }

    @Test
    void allSlotsOfASourcePortAreFound() {
        Set<Integer> found = new HashSet<>();
        for (int slot = validation.slot(16_390, 0); slot >= 0; slot = validation.nextSlot(slot)) {
            assertThat(validation.sourcePort(slot)).isEqualTo(16_390);
            found.add(slot);
        }

        assertThat(found).hasSize(16);
    }

    @Test
    void foreignPortsAndSlotsThatAreNotThereHaveNone() {
        assertThat(validation.slot(16_383, 0)).isEqualTo(-1);
        assertThat(validation.slot(20_480, 0)).isEqualTo(-1);
        assertThat(new Validation(PORTS, 1_024, new SipHash(1, 2)).slot(16_384 + 1_024, 0)).isEqualTo(-1);
    }

    private void from(Address target, int port) {
        heard.v6 = target.v6();
        heard.targetHigh = target.high();
        heard.targetLow = target.low();
        heard.targetPort = port;
    }
}
