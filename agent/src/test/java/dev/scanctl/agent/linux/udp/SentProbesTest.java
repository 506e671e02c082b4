package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentProbesTest {
    private static final Address HOST = Address.parse("192.0.2.1");
    private static final Address OTHER = Address.parse("2001:db8::1");

    private final SentProbes sent = new SentProbes(8);

    @Test
    void openAttemptIsFoundByItsNumberAndItsPort() {
        add(-5, HOST, 65_535, 0);

        int slot = sent.slotOf(-5);

        assertThat(sent.isOpen(slot)).isTrue();
        assertThat(sent.attempt(slot)).isEqualTo(-5);
        assertThat(sent.unanswered(HOST, 65_535)).isEqualTo(slot);
        assertThat(sent.unanswered(OTHER, 65_535)).isEqualTo(SentProbes.NONE);
        assertThat(sent.slotOf(5)).isEqualTo(SentProbes.NONE);
    }

    @Test
    void openAttemptIsAnsweredBeforeAnEarlierOne() {
        add(1, HOST, 53, 0);
        sent.giveUp(sent.slotOf(1), 10);
        add(2, HOST, 53, 20);
        add(3, HOST, 53, 20);
        sent.giveUp(sent.slotOf(3), 30);

        assertThat(sent.unanswered(HOST, 53)).isEqualTo(sent.slotOf(2));
        assertThat(sent.attemptsAt(HOST, 53)).isEqualTo(3);
    }

    @Test
    void endedAttemptIsForgottenWhenItsTimeIsOver() {
        add(1, HOST, 53, 0);
        sent.giveUp(sent.slotOf(1), 5);

        sent.makeRoom(4 + SentProbes.LATE_NANOS);
        assertThat(sent.unanswered(HOST, 53)).isNotEqualTo(SentProbes.NONE);
        sent.makeRoom(5 + SentProbes.LATE_NANOS);
        assertThat(sent.unanswered(HOST, 53)).isEqualTo(SentProbes.NONE);
        assertThat(sent.attemptsAt(HOST, 53)).isZero();
    }

    @Test
    void answerFromElsewhereBelongsToTheOnlyPortAskedThere() {
        add(1, HOST, 69, 0);
        sent.giveUp(sent.slotOf(1), 1);
        add(2, HOST, 69, 2);
        add(3, OTHER, 70, 2);

        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(69);
        assertThat(sent.onlyPort(HOST, 4, 9)).as("another socket").isEqualTo(SentProbes.NONE);
        add(4, HOST, 70, 5);
        assertThat(sent.onlyPort(HOST, 3, 9)).as("two ports").isEqualTo(SentProbes.NONE);
    }

    @Test
    void answeredPortStillCountsWhereAnswersMayRepeatAndAClosedOneDoesNot() {
        add(1, HOST, 69, 0);
        add(2, HOST, 70, 0);

        sent.answered(sent.slotOf(1), false, 1);
        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(70);
        sent.answered(sent.slotOf(2), true, 1);
        add(3, HOST, 71, 2);
        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(SentProbes.NONE);
    }

    @Test
    void withoutAWholeMemoryNoPortIsTheOnlyOne() {
        int attempt = 0;
        for (boolean room = true; room && attempt < 3_000; attempt++) {
            room = sent.makeRoom(attempt);
            sent.add(attempt, HOST, attempt, 3);
            sent.giveUp(sent.slotOf(attempt), attempt);
        }
        add(9_999, OTHER, 1, attempt);

        assertThat(sent.onlyPort(OTHER, 3, attempt)).isEqualTo(SentProbes.NONE);
        assertThat(sent.onlyPort(OTHER, 3, attempt + SentProbes.LATE_NANOS)).isEqualTo(1);
    }

    @Test
    void noRoomIsLeftWhenAllAreOpen() {
        int attempts = 0;
        while (sent.makeRoom(0)) {
            sent.add(attempts, HOST, attempts++, 0);
        }

        assertThat(attempts).isGreaterThan(8);
        sent.giveUp(sent.slotOf(7), 1);
        assertThat(sent.makeRoom(2)).isTrue();
        assertThat(sent.unanswered(HOST, 7)).isEqualTo(SentProbes.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAMapUnderRandomUse(long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> ports = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            long now = step * 100_000_000L;
            int attempt = random.nextInt(64);
            Integer port = ports.remove(attempt);
            if (port == null) {
                assertThat(sent.makeRoom(now)).isTrue();
                int chosen = random.nextInt(200);
                sent.add(attempt, HOST, chosen, chosen % 4);
                ports.put(attempt, chosen);
            } else if (random.nextBoolean()) {
                sent.giveUp(sent.slotOf(attempt), now);
            } else {
                sent.answered(sent.slotOf(attempt), random.nextBoolean(), now);
            }
        }

        for (int attempt = 0; attempt < 64; attempt++) {
            int slot = sent.slotOf(attempt);
            assertThat(slot != SentProbes.NONE).as("seed %s", seed).isEqualTo(ports.containsKey(attempt));
        }
        ports.values().forEach(port -> assertThat(sent.isOpen(sent.unanswered(HOST, port)))
                .as("seed %s", seed)
                .isTrue());
    }

    private void add(int attempt, Address target, int port, long nowNanos) {
        assertThat(sent.makeRoom(nowNanos)).isTrue();
        sent.add(attempt, target, port, 3);
    }
}
