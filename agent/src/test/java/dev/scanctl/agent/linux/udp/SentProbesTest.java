package dev.scanctl.agent.linux.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortState;
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

        assertThat(sent.attempt(slot)).isEqualTo(-5);
        assertThat(sent.openAt(HOST, 65_535)).isEqualTo(slot);
        assertThat(sent.openAt(OTHER, 65_535)).isEqualTo(SentProbes.NONE);
        assertThat(sent.slotOf(5)).isEqualTo(SentProbes.NONE);
    }

    @Test
    void openAttemptIsFoundBehindThoseThatEnded() {
        add(1, HOST, 53, 0);
        add(2, HOST, 53, 20);
        add(3, HOST, 53, 20);
        giveUp(1, 10);
        giveUp(3, 30);

        assertThat(sent.openAt(HOST, 53)).isEqualTo(sent.slotOf(2));
        assertThat(sent.attemptsAt(HOST, 53)).isEqualTo(3);
    }

    @Test
    void endedAttemptIsForgottenWhenItsTimeIsOver() {
        add(1, HOST, 53, 0);
        giveUp(1, 5);

        sent.makeRoom(4 + SentProbes.LATE_NANOS);
        assertThat(sent.attemptsAt(HOST, 53)).isEqualTo(1);
        sent.makeRoom(5 + SentProbes.LATE_NANOS);
        assertThat(sent.attemptsAt(HOST, 53)).isZero();
    }

    @Test
    void onlyBetterEvidenceIsNews() {
        add(1, HOST, 53, 0);
        assertThat(learn(PortState.OPEN)).as("its attempt is open yet").isFalse();
        giveUp(1, 5);

        assertThat(learn(PortState.UNKNOWN)).isFalse();
        assertThat(learn(PortState.FILTERED)).isTrue();
        assertThat(learn(PortState.FILTERED)).isFalse();
        assertThat(learn(PortState.CLOSED)).isTrue();
        assertThat(learn(PortState.FILTERED)).isFalse();
        assertThat(learn(PortState.OPEN)).isTrue();
        assertThat(learn(PortState.CLOSED)).isFalse();
        assertThat(learn(PortState.OPEN)).isFalse();
        assertThat(sent.learn(HOST, 54, PortState.OPEN)).as("nobody asked there").isFalse();
    }

    @Test
    void answerFromElsewhereBelongsToTheOnlyPortAskedThere() {
        add(1, HOST, 69, 0);
        giveUp(1, 1);
        add(2, HOST, 69, 2);
        add(3, OTHER, 70, 2);

        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(69);
        assertThat(sent.onlyPort(HOST, 4, 9)).as("another socket").isEqualTo(SentProbes.NONE);
        add(4, HOST, 70, 5);
        assertThat(sent.onlyPort(HOST, 3, 9)).as("two ports").isEqualTo(SentProbes.NONE);
    }

    @Test
    void anyPortButAClosedOneMayHaveAnsweredFromElsewhere() {
        add(1, HOST, 69, 0);
        add(2, HOST, 70, 0);

        sent.end(sent.slotOf(1), PortState.CLOSED, 1);
        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(70);
        sent.end(sent.slotOf(2), PortState.OPEN, 1);
        add(3, HOST, 71, 2);
        assertThat(sent.onlyPort(HOST, 3, 9)).isEqualTo(SentProbes.NONE);
    }

    @Test
    void withoutAWholeMemoryNoPortIsTheOnlyOne() {
        int attempt = 0;
        for (boolean room = true; room && attempt < 3_000; attempt++) {
            room = sent.makeRoom(attempt);
            sent.add(attempt, HOST, attempt, 3);
            giveUp(attempt, attempt);
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
        giveUp(7, 1);
        assertThat(sent.makeRoom(2)).isTrue();
        assertThat(sent.attemptsAt(HOST, 7)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAMapUnderRandomUse(long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> ports = new HashMap<>();
        PortState[] states = PortState.values();
        for (int step = 0; step < 50_000; step++) {
            long now = step * 100_000_000L;
            int attempt = random.nextInt(64);
            Integer port = ports.remove(attempt);
            if (port == null) {
                assertThat(sent.makeRoom(now)).isTrue();
                int chosen = random.nextInt(200);
                sent.add(attempt, HOST, chosen, chosen % 4);
                ports.put(attempt, chosen);
            } else {
                sent.end(sent.slotOf(attempt), states[random.nextInt(states.length)], now);
            }
        }

        for (int attempt = 0; attempt < 64; attempt++) {
            int slot = sent.slotOf(attempt);
            assertThat(slot != SentProbes.NONE).as("seed %s", seed).isEqualTo(ports.containsKey(attempt));
        }
        for (int port = 0; port < 200; port++) {
            assertThat(sent.openAt(HOST, port) != SentProbes.NONE)
                    .as("seed %s", seed)
                    .isEqualTo(ports.containsValue(port));
        }
    }

    private boolean learn(PortState state) {
        return sent.learn(HOST, 53, state);
    }

    private void giveUp(int attempt, long nowNanos) {
        sent.end(sent.slotOf(attempt), PortState.UNKNOWN, nowNanos);
    }

    private void add(int attempt, Address target, int port, long nowNanos) {
        assertThat(sent.makeRoom(nowNanos)).isTrue();
        sent.add(attempt, target, port, 3);
    }
}
