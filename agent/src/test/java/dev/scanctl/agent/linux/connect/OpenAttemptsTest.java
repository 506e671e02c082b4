package dev.scanctl.agent.linux.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAttemptsTest {
    private static final Address TARGET = Address.parse("192.0.2.1");

    private final OpenAttempts attempts = new OpenAttempts();

    @Test
    void attemptKeepsWhatItWasSentTo() {
        attempts.add(300, -7, TARGET, 65_535, false, 0);

        assertThat(attempts.descriptorOfAttempt(-7)).isEqualTo(300);
        assertThat(attempts.attempt(300)).isEqualTo(-7);
        assertThat(attempts.target(300)).isEqualTo(TARGET);
        assertThat(attempts.port(300)).isEqualTo(65_535);
    }

    @Test
    void eventOfAClosedSocketDoesNotReachTheNextOneOnItsDescriptor() {
        long stale = attempts.add(9, 5, TARGET, 80, false, 0);
        attempts.remove(9);
        long fresh = attempts.add(9, 5, TARGET, 80, false, 0);

        assertThat(attempts.descriptorOf(stale)).isEqualTo(-1);
        assertThat(attempts.descriptorOf(fresh)).isEqualTo(9);
        assertThat(attempts.descriptorOf(-1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAMapUnderRandomUse(long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> expected = new HashMap<>();
        List<Integer> free = new ArrayList<>();
        for (int fd = 0; fd < 2000; fd++) {
            free.add(fd);
        }

        for (int step = 0; step < 50_000; step++) {
            int attempt = random.nextInt(4000) * (random.nextBoolean() ? 1 : 1 << 16);
            Integer fd = expected.remove(attempt);
            if (fd != null) {
                attempts.remove(fd);
                free.add(fd);
            } else if (!free.isEmpty()) {
                int chosen = free.remove(random.nextInt(free.size()));
                attempts.add(chosen, attempt, TARGET, 1, false, 0);
                expected.put(attempt, chosen);
            }
        }

        assertThat(attempts.size()).isEqualTo(expected.size());
        expected.forEach((attempt, fd) ->
                assertThat(attempts.descriptorOfAttempt(attempt)).as("seed %s", seed).isEqualTo(fd));
    }
}
