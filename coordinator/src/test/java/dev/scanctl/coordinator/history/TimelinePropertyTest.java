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
    /** One for all: it has to forget what it was told before. */
    private static final Confirmation CONFIRMATION = new Confirmation();
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

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsConfirmedIsWhatEveryPortSaysAlready(long seed) {
        Random random = new Random(seed);
        List<Sighting> sightings = sightings(random);
        NaiveHistory known = new NaiveHistory();
        Timeline timeline = Timeline.EMPTY;
        for (Sighting sighting : sightings) {
            for (Sighting next : sightings) {
                boolean confirmed = CONFIRMATION.of(next).confirms(TimelineCode.encode(timeline));
                assertThat(confirmed).as("seed %d, %s of %s", seed, next, timeline).isEqualTo(says(timeline, next));
                assertThat(timeline.with(next, known) == timeline || !confirmed).isTrue();
            }
            known.add(sighting);
            timeline = timeline.with(sighting, known);
        }
    }

    private static boolean says(Timeline timeline, Sighting sighting) {
        for (PortState state : PortState.values()) {
            PortSet ports = sighting.observed().getOrDefault(state, PortSet.EMPTY);
            assertThat(sighting.observed(state)).isEqualTo(ports);
            for (int rank = 0; rank < ports.size(); rank++) {
                List<Interval> intervals = timeline.of(ports.at(rank));
                if (intervals.isEmpty()
                        || intervals.getLast().state() != state
                        || intervals.getLast().first().isAfter(sighting.at())) {
                    return false;
                }
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void encodedTimelineTellsWhichStatesItsPortsEverHad(long seed) {
        Random random = new Random(seed);
        tellsWhatItsPortsEverHad(random, alongside(sightings(random)), seed);
    }

    private static void tellsWhatItsPortsEverHad(Random random, Timeline timeline, long seed) {
        byte[] encoded = TimelineCode.encode(timeline);
        for (PortState state : PortState.values()) {
            PortSet some = PortSet.of(PortRange.of(random.nextInt(PORTS)), PortRange.of(random.nextInt(PORTS)));
            boolean had = false;
            boolean anyHad = false;
            for (Strand strand : timeline.strands()) {
                boolean here = strand.intervals().stream().anyMatch(interval -> interval.state() == state);
                anyHad |= here;
                had |= here && !strand.ports().intersect(some).isEmpty();
            }
            assertThat(TimelineCode.everHad(encoded, state, some)).as("seed %d", seed).isEqualTo(had);
            assertThat((timeline.states() & 1 << state.number()) != 0).as("seed %d", seed).isEqualTo(anyHad);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsRemovedStaysConfirmed(long seed) {
        Random random = new Random(seed);
        List<Sighting> early = sightings(random);
        NaiveHistory all = new NaiveHistory();
        early.forEach(all::add);
        Timeline timeline = alongside(early);
        NaiveHistory kept = new NaiveHistory();
        List<Sighting> leaving = new ArrayList<>();
        early.forEach(sighting -> {
            if (random.nextInt(3) > 0) {
                leaving.add(sighting);
            } else {
                kept.add(sighting);
            }
        });
        Collections.shuffle(leaving, random);
        for (Sighting sighting : leaving) {
            timeline = timeline.without(sighting);
            assertThat(timeline.without(sighting)).isSameAs(timeline);
        }
        assertThat(TimelineCode.decode(TimelineCode.encode(timeline))).as("seed %d", seed).isEqualTo(timeline);
        tellsWhatItsPortsEverHad(random, timeline, seed);
        assertThat(told(timeline, kept)).as("seed %d, removed", seed).isEqualTo(told(all));

        List<Sighting> later = sightings(random);
        for (Sighting sighting : later) {
            Sighting newer = new Sighting(
                    new Moment(sighting.at().ms() + 100, sighting.at().scanId() + 100), sighting.runs(), sighting.vouched());
            all.add(newer);
            kept.add(newer);
            timeline = timeline.with(newer, kept);
        }
        assertThat(told(timeline, kept)).as("seed %d, with later ones", seed).isEqualTo(told(all));
    }

    /** Of each port its intervals, without what is removed, and the last confirmation of the newest. */
    private static List<String> told(Timeline timeline, NaiveHistory kept) {
        List<String> told = new ArrayList<>();
        for (int port = 0; port < PORTS; port++) {
            for (Interval interval : timeline.of(port)) {
                told.add(port + " " + new Interval(interval.state(), interval.first(), interval.before()));
            }
            if (!timeline.of(port).isEmpty()) {
                Interval current = timeline.of(port).getLast();
                Moment last = last(port, current, kept);
                told.add(port + " " + (current.removed() != null && current.removed().isAfter(last) ? current.removed() : last));
            }
        }
        return told;
    }

    private static List<String> told(NaiveHistory all) {
        List<String> told = new ArrayList<>();
        for (int port = 0; port < PORTS; port++) {
            List<Interval> intervals = all.of(port);
            for (Interval interval : intervals) {
                told.add(port + " " + interval);
            }
            if (!intervals.isEmpty()) {
                told.add(port + " " + last(port, intervals.getLast(), all));
            }
        }
        return told;
    }

    private static Moment last(int port, Interval current, NaiveHistory known) {
        PortSet one = PortSet.of(new PortRange(port, port));
        return known.last(one, current.state(), current.first(), new Moment(Long.MAX_VALUE, 0)).keySet().stream()
                .findFirst()
                .orElse(current.first());
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
