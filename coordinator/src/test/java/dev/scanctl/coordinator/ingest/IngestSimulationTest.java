package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.IngestSimulation.Event;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyPortIsCommittedExactlyOnceWhateverIsLostDoubledDelayedOrKilled(long seed, @TempDir Path directory) {
        try (IngestSimulation simulation = new IngestSimulation(directory, seed)) {
            simulation.run(400);
        }
    }

    @Test
    void everyKindOfEventOccurs(@TempDir Path directory) {
        Map<Event, Integer> events = new EnumMap<>(Event.class);
        for (long seed = 100; seed < 104; seed++) {
            try (IngestSimulation simulation = new IngestSimulation(directory.resolve("s" + seed), seed)) {
                simulation.run(400);
                simulation.events().forEach((event, times) -> events.merge(event, times, Integer::sum));
            }
        }

        assertThat(events).containsOnlyKeys(Event.values());
    }
}
