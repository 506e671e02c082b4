package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Run;
import java.util.Arrays;

/**
 * Holds a sighting against encoded timelines, most of which it only confirms: then there is nothing to decode, and nothing
 * to write. Used for one sighting after the other; owned by one thread.
 */
public final class Confirmation {
    private static final int PORTS = 1 << 16;

    /** By port the number of the state that was observed; 0: none. */
    private final byte[] observed = new byte[PORTS];
    private int from;
    private int end;
    private int ports;
    private Moment at = new Moment(0, 0);

    /** Takes another sighting. */
    public Confirmation of(Sighting sighting) {
        Arrays.fill(observed, from, end, (byte) 0);
        PortSet planned = sighting.runs().ports();
        from = planned.isEmpty() ? 0 : planned.at(0);
        end = planned.isEmpty() ? 0 : planned.at(planned.size() - 1) + 1;
        ports = 0;
        at = sighting.at();
        for (Run run : sighting.runs().list()) {
            if (sighting.tells(run.outcome())) {
                paint(planned, run);
            }
        }
        return this;
    }

    private void paint(PortSet planned, Run run) {
        byte state = (byte) run.outcome().state().number();
        int count = planned.rankOf(run.lastPort()) - planned.rankOf(run.firstPort()) + 1;
        if (count == run.lastPort() - run.firstPort() + 1) {
            Arrays.fill(observed, run.firstPort(), run.lastPort() + 1, state);
        } else {
            for (int port = run.firstPort(); port <= run.lastPort(); port++) {
                observed[port] = planned.contains(port) ? state : 0;
            }
        }
        ports += count;
    }

    /** Whether the newest interval of each port that was observed says so already, and began no later. */
    public boolean confirms(byte[] timeline) {
        VarintReader in = new VarintReader(timeline);
        boolean withRemoved = TimelineCode.tellsRemoved(in);
        int begun = begun(in);
        int confirmed = 0;
        for (int strands = in.nextInt(); strands > 0 && confirmed < ports; strands--) {
            confirmed += confirmed(in, begun, withRemoved);
        }
        return confirmed == ports;
    }

    /** How many of the timeline's moments are no later than the sighting. */
    private int begun(VarintReader in) {
        int begun = 0;
        long ms = 0;
        long scanId = 0;
        for (int moments = in.nextInt(); moments > 0; moments--) {
            ms += in.next();
            scanId += in.nextSigned();
            begun += ms < at.ms() || ms == at.ms() && scanId <= at.scanId() ? 1 : 0;
        }
        return begun;
    }

    private int confirmed(VarintReader in, int begun, boolean withRemoved) {
        VarintReader ranges = in.copy();
        TimelineCode.skipPairs(in);
        int state = 0;
        int first = 0;
        for (int intervals = in.nextInt(); intervals > 0; intervals--) {
            state = in.nextInt();
            first = in.nextInt();
            TimelineCode.skipRest(in, withRemoved);
        }
        return first < begun ? count(ranges, state) : 0;
    }

    private int count(VarintReader ranges, int state) {
        int count = 0;
        int next = 0;
        for (int left = ranges.nextInt(); left > 0; left--) {
            int first = next + ranges.nextInt();
            next = first + ranges.nextInt() + 1;
            for (int port = first; port < next; port++) {
                count += observed[port] == state ? 1 : 0;
            }
        }
        return count;
    }
}
