package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Timelines as bytes. Numbers are varints (LEB128). First a version, then the moments that occur, ascending: milliseconds
 * since the one before, and the scan's distance from that one's, zigzag; then for each strand its ranges of ports (gap to
 * the range before, length − 1) and its intervals (the state, the number of the first moment, and that of the moment
 * before plus one, 0: none). Where runs were removed, which the version tells, the number of the last one of each interval
 * follows it, plus one, 0: none.
 */
public final class TimelineCode {
    private static final int VERSION = 1;
    private static final int WITH_REMOVED = 2;
    /** Intervals of one port that are kept where a timeline is larger than it may be. */
    private static final int[] FEWER = {256, 64, 16, 4, 1, 0};

    private TimelineCode() {}

    public static byte[] encode(Timeline timeline) {
        Map<Moment, Integer> numbers = numbers(timeline);
        VarintWriter out = new VarintWriter();
        boolean removed = tellsRemoved(timeline);
        out.write(removed ? WITH_REMOVED : VERSION);
        out.write(numbers.size());
        Moment last = new Moment(0, 0);
        for (Moment moment : numbers.keySet()) {
            out.write(moment.ms() - last.ms());
            out.writeSigned(moment.scanId() - last.scanId());
            last = moment;
        }
        out.write(timeline.strands().size());
        for (Strand strand : timeline.strands()) {
            encode(strand, numbers, removed, out);
        }
        return out.toBytes();
    }

    /**
     * In at most so many bytes: the oldest intervals of a host whose ports change all the time are forgotten.
     *
     * @param whole the timeline encoded, which is the answer if nothing has to be
     */
    public static byte[] shortened(Timeline timeline, byte[] whole, int mostBytes) {
        byte[] encoded = whole;
        for (int i = 0; encoded.length > mostBytes && i < FEWER.length; i++) {
            encoded = encode(FEWER[i] == 0 ? Timeline.EMPTY : timeline.newest(FEWER[i]));
        }
        return encoded;
    }

    private static boolean tellsRemoved(Timeline timeline) {
        boolean removed = false;
        for (Strand strand : timeline.strands()) {
            for (Interval interval : strand.intervals()) {
                removed |= interval.removed() != null;
            }
        }
        return removed;
    }

    /** The moments in order. */
    private static Map<Moment, Integer> numbers(Timeline timeline) {
        Map<Moment, Integer> numbers = new TreeMap<>();
        for (Strand strand : timeline.strands()) {
            for (Interval interval : strand.intervals()) {
                numbers.put(interval.first(), 0);
                if (interval.before() != null) {
                    numbers.put(interval.before(), 0);
                }
                if (interval.removed() != null) {
                    numbers.put(interval.removed(), 0);
                }
            }
        }
        int next = 0;
        for (Map.Entry<Moment, Integer> entry : numbers.entrySet()) {
            entry.setValue(next++);
        }
        return numbers;
    }

    private static void encode(Strand strand, Map<Moment, Integer> numbers, boolean withRemoved, VarintWriter out) {
        int[] bounds = strand.ports().bounds();
        out.write(bounds.length / 2);
        int next = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            out.write(bounds[i] - next);
            out.write(bounds[i + 1] - bounds[i]);
            next = bounds[i + 1] + 1;
        }
        out.write(strand.intervals().size());
        for (Interval interval : strand.intervals()) {
            out.write(interval.state().number());
            out.write(numbers.getOrDefault(interval.first(), 0));
            out.write(reference(interval.before(), numbers));
            if (withRemoved) {
                out.write(reference(interval.removed(), numbers));
            }
        }
    }

    private static int reference(@Nullable Moment moment, Map<Moment, Integer> numbers) {
        return moment == null ? 0 : numbers.getOrDefault(moment, 0) + 1;
    }

    /** {@link IllegalArgumentException} if these bytes are not a timeline. */
    public static Timeline decode(byte[] encoded) {
        VarintReader in = new VarintReader(encoded);
        boolean withRemoved = tellsRemoved(in);
        Moment[] moments = new Moment[in.nextInt()];
        Moment last = new Moment(0, 0);
        for (int i = 0; i < moments.length; i++) {
            last = new Moment(last.ms() + in.next(), last.scanId() + in.nextSigned());
            moments[i] = last;
        }
        int count = in.nextInt();
        List<Strand> strands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            PortSet ports = ports(in);
            strands.add(new Strand(ports, intervals(in, moments, withRemoved)));
        }
        return new Timeline(strands);
    }

    /** Reads the version; {@link IllegalArgumentException} if it is none of ours. Whether each interval ends with a removed moment. */
    static boolean tellsRemoved(VarintReader in) {
        long version = in.next();
        if (version != VERSION && version != WITH_REMOVED) {
            throw new IllegalArgumentException("a timeline of another version");
        }
        return version == WITH_REMOVED;
    }

    /** Whether any of some ports ever was in a state, as far as an encoded timeline tells. */
    public static boolean everHad(byte[] encoded, PortState state, PortSet ports) {
        VarintReader in = new VarintReader(encoded);
        boolean withRemoved = tellsRemoved(in);
        skipPairs(in);
        boolean had = false;
        for (int strands = in.nextInt(); strands > 0 && !had; strands--) {
            VarintReader ranges = in.copy();
            skipPairs(in);
            boolean everSo = false;
            for (int intervals = in.nextInt(); intervals > 0; intervals--) {
                everSo |= in.nextInt() == state.number();
                skipMoments(in, withRemoved);
            }
            had = everSo && touches(ranges, ports);
        }
        return had;
    }

    /** Passes over the moments of an interval. */
    static void skipMoments(VarintReader in, boolean withRemoved) {
        in.next();
        skipRest(in, withRemoved);
    }

    /** Passes over the moments of an interval but for its first. */
    static void skipRest(VarintReader in, boolean withRemoved) {
        in.next();
        if (withRemoved) {
            in.next();
        }
    }

    /** Passes over pairs of numbers, of which it is said first how many there are. */
    static void skipPairs(VarintReader in) {
        for (int pairs = in.nextInt(); pairs > 0; pairs--) {
            in.next();
            in.next();
        }
    }

    private static boolean touches(VarintReader ranges, PortSet ports) {
        int next = 0;
        boolean touches = false;
        for (int left = ranges.nextInt(); left > 0 && !touches; left--) {
            int first = next + ranges.nextInt();
            next = first + ranges.nextInt() + 1;
            touches = ports.rankOfCeiling(first) < ports.rankOfCeiling(next);
        }
        return touches;
    }

    private static PortSet ports(VarintReader in) {
        PortSet.Builder ports = new PortSet.Builder();
        int next = 0;
        for (int left = in.nextInt(); left > 0; left--) {
            int first = next + in.nextInt();
            int lastPort = first + in.nextInt();
            ports.add(first, lastPort);
            next = lastPort + 1;
        }
        return ports.build();
    }

    private static List<Interval> intervals(VarintReader in, Moment[] moments, boolean withRemoved) {
        int count = in.nextInt();
        List<Interval> intervals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            PortState state = PortState.of(in.nextInt());
            Moment first = moments[in.nextInt()];
            Moment before = moment(in, moments);
            intervals.add(new Interval(state, first, before, withRemoved ? moment(in, moments) : null));
        }
        return intervals;
    }

    private static @Nullable Moment moment(VarintReader in, Moment[] moments) {
        int reference = in.nextInt();
        return reference == 0 ? null : moments[reference - 1];
    }
}
