package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentProbesTest {
    private static final Address TARGET = Address.parse("192.0.2.1");
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.RESET);
    private static final Outcome FILTERED = Outcome.of(PortState.FILTERED, Reason.HOST_UNREACH);
    private static final Outcome UNKNOWN = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL);

    private final SentProbes probes = new SentProbes(1_024);

    @Test
    void freeSlotsAreUsedInTurn() {
        int first = probes.add(7, TARGET, 1);
        probes.end(first, OPEN);

        for (int i = 1; i < 1_024; i++) {
            assertThat(probes.add(i, TARGET, i)).isNotEqualTo(first);
        }
        assertThat(probes.add(5_000, TARGET, 1)).isEqualTo(first);
        assertThat(probes.add(5_001, TARGET, 1)).isEqualTo(SentProbes.NONE);
    }

    @Test
    void secondAnswerCountsOnlyWhereItSaysMore() {
        int slot = probes.add(1, TARGET, 80);
        assertThat(probes.improve(slot, OPEN)).as("not ended").isFalse();

        probes.end(slot, FILTERED);
        assertThat(probes.improve(slot, FILTERED)).isFalse();
        assertThat(probes.improve(slot, CLOSED)).isTrue();
        assertThat(probes.improve(slot, OPEN)).isFalse();

        int abandoned = probes.add(2, TARGET, 80);
        probes.end(abandoned, null);
        assertThat(probes.improve(abandoned, FILTERED)).isTrue();
        assertThat(probes.improve(abandoned, FILTERED)).isFalse();

        int fault = probes.add(3, TARGET, 80);
        probes.end(fault, UNKNOWN);
        assertThat(probes.improve(fault, CLOSED)).as("it was never sent").isFalse();
    }

    @Test
    void refusedProbeIsNotOpen() {
        int slot = probes.add(1, TARGET, 80);
        probes.refuse(slot);

        assertThat(probes.isOpen(slot)).isFalse();
        assertThat(probes.isRefused(slot)).isTrue();
        assertThat(probes.end(slot, UNKNOWN)).isEqualTo(1);
        assertThat(probes.isRefused(slot)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAMapUnderRandomUse(long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> expected = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            int attempt = random.nextInt(2_000);
            Integer slot = expected.remove(attempt);
            if (slot != null) {
                assertThat(probes.end(slot, OPEN)).as("seed %s", seed).isEqualTo(attempt);
            } else {
                int added = probes.add(attempt, TARGET, 80);
                if (expected.size() < 1_024) {
                    expected.put(attempt, added);
                } else {
                    assertThat(added).isEqualTo(SentProbes.NONE);
                }
            }
            assertThat(probes.slotOf(attempt)).isEqualTo(expected.getOrDefault(attempt, SentProbes.NONE));
        }

        List<Integer> slots = new ArrayList<>(expected.values());
        assertThat(slots).doesNotHaveDuplicates();
        expected.forEach((attempt, slot) ->
                assertThat(probes.slotOf(attempt)).as("seed %s", seed).isEqualTo(slot));
    }
}
