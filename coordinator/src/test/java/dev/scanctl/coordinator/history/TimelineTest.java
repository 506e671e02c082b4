package dev.scanctl.coordinator.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final PortSet PORT = PortSet.of(new PortRange(443, 443));

    private static Sighting sighting(long ms, PortState state, Reason reason) {
        return new Sighting(new Moment(ms, ms), Runs.of(PORT, rank -> Outcome.of(state, reason)), true);
    }

    private static Sighting open(long ms) {
        return sighting(ms, PortState.OPEN, Reason.SYN_ACK);
    }

    @Test
    void anIntervalThatIsCutKeepsNoConfirmationOfWhatFollows() {
        Timeline confirmed = Timeline.EMPTY.with(open(1), Coverage.NONE).without(open(5));
        Timeline cut = confirmed.with(sighting(3, PortState.CLOSED, Reason.RESET), Coverage.NONE);
        assertThat(cut.of(443))
                .containsExactly(
                        new Interval(PortState.OPEN, new Moment(1, 1), null),
                        new Interval(PortState.CLOSED, new Moment(3, 3), new Moment(1, 1)),
                        new Interval(PortState.OPEN, new Moment(5, 5), new Moment(3, 3), new Moment(5, 5)));
        assertThat(TimelineCode.decode(TimelineCode.encode(cut))).isEqualTo(cut);
    }

    @Test
    void aSightingOfWhatIsKnownIsTheSameTimeline() {
        Timeline once = Timeline.EMPTY.with(open(1), Coverage.NONE);
        assertThat(once.with(open(2), Coverage.NONE)).isSameAs(once);
    }
}
