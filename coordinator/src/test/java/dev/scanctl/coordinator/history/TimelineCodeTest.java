package dev.scanctl.coordinator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TimelineCodeTest {
    private static final PortSet PORTS = PortSet.of(new PortRange(1, 1000));

    private static Timeline seen(Timeline before, long ms, int open) {
        Outcome closed = Outcome.of(PortState.CLOSED, Reason.RESET);
        Runs runs = Runs.of(PORTS, rank -> rank % 50 == open ? Outcome.of(PortState.OPEN, Reason.SYN_ACK) : closed);
        return before.with(new Sighting(new Moment(ms, ms), runs, true), Coverage.NONE);
    }

    @Test
    void hostOfAThousandPortsWithTwentyExceptionsTakesLittleRoom() {
        byte[] encoded = TimelineCode.encode(seen(Timeline.EMPTY, 1_700_000_000_000L, 7));

        assertThat(encoded).hasSizeLessThan(130);
    }

    @Test
    void oldestIntervalsGoWhereThereIsNoRoom() {
        Timeline timeline = Timeline.EMPTY;
        for (int i = 0; i < 600; i++) {
            timeline = seen(timeline, 1_000 + i, i % 2);
        }
        byte[] encoded = TimelineCode.shortened(timeline, TimelineCode.encode(timeline), 2_000);

        assertThat(encoded).hasSizeLessThan(2_000);
        assertThat(TimelineCode.decode(encoded).of(1).getLast()).isEqualTo(timeline.of(1).getLast());
        assertThat(TimelineCode.decode(encoded).of(500)).isEqualTo(timeline.of(500));
    }

    @Test
    void cutOffBytesAreRefused() {
        byte[] encoded = TimelineCode.encode(seen(Timeline.EMPTY, 1_000, 7));

        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> TimelineCode.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
