package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as an answer when somebody makes answers up. The target's own kernel drops the probes unseen. */
@Timeout(60)
class ForgedAnswersTest {
    private static final Address TARGET = Address.parse(TestNetwork.TARGET);
    private static final Address SCANNER = Address.parse("10.213.7.254");
    private static final int PORT = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static @Nullable TestNetwork network;

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        Optional<String> why = SynTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        network = TestNetwork.create();
        network.atTarget("tcp dport " + PORT + " drop");
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    /** All that a transport said, in words. */
    private static final class Said implements Replies {
        final List<String> words = new ArrayList<>();

        @Override
        public void reply(int attempt, Outcome outcome) {
            words.add(attempt + " " + outcome);
        }

        @Override
        public void late(Address target, int port, Outcome outcome) {
            words.add("late " + target + " " + port + " " + outcome);
        }
    }

    private interface Story {
        void play(SynTransport transport, Wire wire, Wire.Seen seen, Said said);
    }

    /** Sends attempt 7, has it seen at the target, and plays on. */
    private static List<String> play(Story story) throws Exception {
        TestNetwork cable = Objects.requireNonNull(network);
        return NamespaceThread.call(cable.scanner(), () -> {
            try (SynTransport transport = SynTransport.open(8);
                    Wire wire = Wire.open(cable.target(), TARGET, SCANNER)) {
                Said said = new Said();
                transport.send(7, TARGET, PORT, said);
                transport.poll(0, said);
                story.play(transport, wire, wire.awaitSyn(PORT), said);
                return said.words;
            }
        });
    }

    private static void hear(SynTransport transport, Said said, int count) {
        Probing.pollUntil(transport, said, () -> said.words.size() >= count, PATIENCE);
        transport.poll(0, said);
    }

    @Test
    void answerWithAWrongNumberIsIgnored() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence());
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 0x10001);
            wire.segment(Wire.RST_ACK, PORT, seen.sourcePort(), seen.sequence() + 2);
            wire.segment(Wire.RST_ACK, PORT, seen.sourcePort(), 0);
            wire.segment(Wire.SYN_ACK, PORT + 1, seen.sourcePort(), seen.sequence() + 1);
            wire.segment(Wire.SYN, PORT + 1, seen.sourcePort(), 0);
            wire.rejection(seen, seen.sequence() + 1);
            Probing.pollUntil(transport, words, () -> transport.ignored() == 7, PATIENCE);
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            hear(transport, words, 1);
        });

        assertThat(said).containsExactly("7 open/syn-ack");
    }

    @Test
    void secondAnswerIsIgnored() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            wire.segment(Wire.RST_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            wire.rejection(seen, seen.sequence());
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), 0);
            Probing.pollUntil(transport, words, () -> transport.ignored() == 1, PATIENCE);
        });

        assertThat(said).containsExactly("7 open/syn-ack");
    }

    @Test
    void answerAfterARejectionIsHandedOverLate() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            wire.rejection(seen, seen.sequence());
            wire.segment(Wire.RST_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            hear(transport, words, 2);
        });

        assertThat(said)
                .containsExactly("7 filtered/port-unreach", "late " + TARGET + " " + PORT + " closed/reset");
    }

    @Test
    void answerToAnAbandonedAttemptIsHandedOverLateAndOnce() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            transport.abandon(7);
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), seen.sequence() + 1);
            wire.segment(Wire.SYN_ACK, PORT, seen.sourcePort(), 0);
            Probing.pollUntil(transport, words, () -> transport.ignored() == 1, PATIENCE);
        });

        assertThat(said).containsExactly("late " + TARGET + " " + PORT + " open/syn-ack");
    }

    @Test
    void synFromTheProbedPortIsOpen() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            wire.segment(Wire.SYN, PORT, seen.sourcePort(), 0);
            hear(transport, words, 1);
        });

        assertThat(said).containsExactly("7 open/syn");
    }

    @Test
    void resetThatAcknowledgesTheSynsOwnNumberIsClosed() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            wire.segment(Wire.RST_ACK, PORT, seen.sourcePort(), seen.sequence());
            hear(transport, words, 1);
        });

        assertThat(said).containsExactly("7 closed/reset");
    }

    @Test
    void packetOfAnAbandonedAttemptIsNotSent() throws Exception {
        List<String> said = play((transport, wire, seen, words) -> {
            transport.send(8, TARGET, PORT, words);
            transport.send(9, TARGET, PORT, words);
            transport.abandon(8);
            transport.poll(0, words);
            Wire.Seen next = wire.awaitSyn(PORT);
            wire.segment(Wire.SYN_ACK, PORT, next.sourcePort(), next.sequence() + 1);
            hear(transport, words, 1);
        });

        assertThat(said).containsExactly("9 open/syn-ack");
    }
}
