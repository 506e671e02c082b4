package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.linux.SipHash;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeardIcmpTest {
    private static final Address TARGET = Address.parse("192.0.2.7");
    private static final Address TARGET_V6 = Address.parse("2001:db8::7");
    private static final Address ROUTER = Address.parse("198.51.100.1");
    private static final long TOKEN = EchoMessage.token(new SipHash(1, 2), TARGET, 5);

    private static MemorySegment echo(boolean v6) {
        MemorySegment echo = Arena.ofAuto().allocate(EchoMessage.BYTES, 8);
        EchoMessage.write(echo, v6, TOKEN);
        return echo;
    }

    private static MemorySegment behindHeader(int headerBytes, MemorySegment message) {
        MemorySegment packet = Arena.ofAuto().allocate(headerBytes + message.byteSize(), 8);
        packet.set(JAVA_BYTE, 0, (byte) (0x40 | headerBytes / 4));
        packet.set(JAVA_BYTE, 9, (byte) 1);
        packet.set(NetworkOrder.INT, 16, (int) TARGET.low());
        packet.asSlice(headerBytes).copyFrom(message);
        return packet;
    }

    private static MemorySegment error(int type, int code, MemorySegment quoted) {
        MemorySegment error = Arena.ofAuto().allocate(8 + quoted.byteSize(), 8);
        error.set(JAVA_BYTE, 0, (byte) type);
        error.set(JAVA_BYTE, 1, (byte) code);
        error.asSlice(8).copyFrom(quoted);
        return error;
    }

    private static MemorySegment quotedV6(MemorySegment message) {
        MemorySegment quoted = Arena.ofAuto().allocate(40 + message.byteSize(), 8);
        quoted.set(JAVA_BYTE, 6, (byte) 58);
        quoted.asSlice(24, 16).copyFrom(MemorySegment.ofArray(TARGET_V6.toBytes()));
        quoted.asSlice(40).copyFrom(message);
        return quoted;
    }

    @Test
    void replyAnswersTheAttemptWhoseTokenItGivesBack() {
        MemorySegment reply = echo(false);
        reply.set(JAVA_BYTE, 0, (byte) 0);
        Optional<HeardIcmp> heard = HeardIcmp.readV4(behindHeader(24, reply), TARGET);

        assertThat(heard).hasValueSatisfying(each -> {
            assertThat(each.target()).isEqualTo(TARGET);
            assertThat(each.answers(TOKEN)).isTrue();
            assertThat(each.answers(TOKEN ^ 1)).as("other data").isFalse();
            assertThat(each.answers(TOKEN ^ 1L << 40)).as("another sequence number").isFalse();
        });
    }

    @Test
    void errorAnswersForTheTargetItQuotesByTheNumbersOfItsAttempt() {
        MemorySegment eightBytes = behindHeader(20, echo(false).asSlice(0, 8));
        Optional<HeardIcmp> heard = HeardIcmp.readV4(behindHeader(20, error(3, 1, eightBytes)), ROUTER);

        assertThat(heard).hasValueSatisfying(each -> {
            assertThat(each.target()).isEqualTo(TARGET);
            assertThat(each.answers(TOKEN)).isTrue();
            assertThat(each.answers(TOKEN ^ 1L << 60)).isFalse();
            assertThat(each.rejection()).hasFieldOrPropertyWithValue("offender", ROUTER);
        });
    }

    @Test
    void icmp6IsReadAlike() {
        MemorySegment reply = echo(true);
        reply.set(JAVA_BYTE, 0, (byte) 129);
        assertThat(HeardIcmp.readV6(reply, TARGET_V6).orElseThrow().answers(TOKEN)).isTrue();

        HeardIcmp heard = HeardIcmp.readV6(error(1, 3, quotedV6(echo(true))), ROUTER).orElseThrow();
        assertThat(heard.target()).isEqualTo(TARGET_V6);
        assertThat(heard.answers(TOKEN)).isTrue();
    }

    @Test
    void whateverElseComesIsNoAnswer() {
        MemorySegment request = echo(false);
        assertThat(HeardIcmp.readV4(behindHeader(20, request), TARGET)).as("a request").isEmpty();
        assertThat(HeardIcmp.readV4(error(3, 1, request).asSlice(0, 4), TARGET)).as("cut off").isEmpty();
        assertThat(HeardIcmp.readV4(behindHeader(20, error(3, 1, behindHeader(20, request).asSlice(0, 27))), ROUTER))
                .as("an error that quotes too little")
                .isEmpty();
        MemorySegment tcp = behindHeader(20, request);
        tcp.set(JAVA_BYTE, 9, (byte) 6);
        assertThat(HeardIcmp.readV4(behindHeader(20, error(3, 1, tcp)), ROUTER)).as("about TCP").isEmpty();
        assertThat(HeardIcmp.readV6(error(1, 3, quotedV6(request)), ROUTER)).as("about no echo").isEmpty();
    }
}
