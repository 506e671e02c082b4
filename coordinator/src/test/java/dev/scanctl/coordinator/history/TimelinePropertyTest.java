package dev.scanctl.coordinator.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Observations in any order, again and again, overlapping: the intervals are those of the naive way. */
class TimelinePropertyTest {
    private static final int PORTS = 12;
    private static final Outcome[] OUTCOMES = {
        Outcome.of(PortState.OPEN, Reason.SYN_ACK),
        Outcome.of(PortState.CLOSED, Reason.RESET),
        Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED),
        Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE),
        Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE),
        Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED)
    };

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyOrderGivesTheSameHistory(long seed) {
        Random random = new Random(seed);
        List<Sighting> sightings = sightings(random);
        NaiveHistory all = new NaiveHistory();
        sightings.forEach(all::add);
        for (int order = 0; order < 4; order++) {
            List<Sighting> shuffled = new ArrayList<>(sightings);
            sightings.stream().filter(s -> random.nextInt(3) == 0).forEach(shuffled::add);
            Collections.shuffle(shuffled, random);

            Timeline alongside = alongside(shuffled);
            Timeline rebuilt = Timeline.EMPTY;
            for (Sighting sighting : shuffled) {
                rebuilt = rebuilt.with(sighting, all);
            }

            for (int port = 0; port < PORTS; port++) {
                assertThat(alongside.of(port)).as("seed %d, port %d", seed, port).isEqualTo(all.of(port));
            }
            assertThat(rebuilt).as("seed %d, with all runs known beforehand", seed).isEqualTo(alongside);
            assertThat(TimelineCode.decode(TimelineCode.encode(rebuilt))).as("seed %d", seed).isEqualTo(rebuilt);
        }
    }

    /** As results come: coverage knows of those that came so far. */
    private static Timeline alongside(List<Sighting> sightings) {
        NaiveHistory known = new NaiveHistory();
        Timeline timeline = Timeline.EMPTY;
        for (Sighting sighting : sightings) {
            known.add(sighting);
            timeline = timeline.with(sighting, known);
        }
        for (Sighting sighting : sightings) {
            assertThat(timeline.with(sighting, known)).isSameAs(timeline);
        }
        return timeline;
    }

    /** Of several scans at a few moments, so that ties and long agreements occur. */
    private static List<Sighting> sightings(Random random) {
        List<Sighting> sightings = new ArrayList<>();
        int scans = 1 + random.nextInt(9);
        int calm = 1 + random.nextInt(8);
        for (int scan = 1; scan <= scans; scan++) {
            int first = random.nextInt(PORTS);
            int last = first + random.nextInt(PORTS - first);
            PortSet ports = random.nextInt(4) == 0
                    ? PortSet.of(new PortRange(first, first), new PortRange(last, last))
                    : PortSet.of(new PortRange(first, last));
            Runs runs = Runs.of(ports, rank -> OUTCOMES[random.nextInt(calm) == 0 ? random.nextInt(OUTCOMES.length) : 1]);
            sightings.add(new Sighting(new Moment(100 + random.nextInt(6), scan), runs, random.nextInt(8) > 0));
        }
        return sightings;
    }
}
