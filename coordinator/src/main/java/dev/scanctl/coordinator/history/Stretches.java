package dev.scanctl.coordinator.history;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the intervals together that several methods have of one port. What a method says is held against what it said
 * before; only what it says first is held against what another said.
 */
public final class Stretches {
    private final LastSeen lastSeen;
    private final Map<Method, Interval> said = new EnumMap<>(Method.class);
    private final List<Stretch> stretches = new ArrayList<>();

    private Stretches(LastSeen lastSeen) {
        this.lastSeen = lastSeen;
    }

    /** Looks the last observation up of a state by a method, strictly between two moments. */
    @FunctionalInterface
    public interface LastSeen {
        @Nullable Moment of(Method method, PortState state, Moment after, Moment below);
    }

    private record Event(Method method, Interval interval) {}

    /** By time. */
    public static List<Stretch> of(Map<Method, List<Interval>> intervals, LastSeen lastSeen) {
        Stretches all = new Stretches(lastSeen);
        List<Event> events = new ArrayList<>();
        intervals.forEach((method, own) -> own.forEach(interval -> events.add(new Event(method, interval))));
        events.sort(Comparator.comparing((Event event) -> event.interval.first()).thenComparing(Event::method));
        events.forEach(all::add);
        all.end();
        return all.stretches;
    }

    private void add(Event event) {
        Interval interval = event.interval;
        Interval before = said.get(event.method);
        if (stretches.isEmpty()) {
            begin(event, null, false);
        } else if (stretches.getLast().state() != interval.state()) {
            Stretch now = stretches.getLast();
            boolean byMethod = before == null
                    && !(answers(now.state(), now.method()) && answers(interval.state(), event.method));
            Moment last = last(event, now.state(), interval.first());
            stretches.set(stretches.size() - 1, ended(now, last, interval.first()));
            begin(event, last, byMethod);
        }
        said.put(event.method, interval);
    }

    private void begin(Event event, @Nullable Moment before, boolean byMethod) {
        Moment first = event.interval.first();
        stretches.add(new Stretch(event.interval.state(), event.method, first, before, first, null, byMethod));
    }

    private static Stretch ended(Stretch now, Moment last, @Nullable Moment until) {
        return new Stretch(now.state(), now.method(), now.first(), now.before(), last, until, now.byMethod());
    }

    /** The last observation of the present state by whoever says so. */
    private Moment last(@Nullable Event next, PortState state, Moment below) {
        Moment last = stretches.getLast().first();
        for (Map.Entry<Method, Interval> entry : said.entrySet()) {
            Interval interval = entry.getValue();
            if (interval.state() == state) {
                Moment own = next != null && next.method == entry.getKey()
                        ? next.interval.before()
                        : lastSeen.of(entry.getKey(), state, interval.first(), below);
                last = own != null && own.isAfter(last) ? own : last;
                last = interval.first().isAfter(last) ? interval.first() : last;
            }
        }
        return last;
    }

    private void end() {
        if (!stretches.isEmpty()) {
            Stretch now = stretches.getLast();
            Moment last = last(null, now.state(), new Moment(Long.MAX_VALUE, Long.MAX_VALUE));
            stretches.set(stretches.size() - 1, ended(now, last, null));
        }
    }

    /** Whether a state is an answer of the target, which is the same however it is asked. */
    private static boolean answers(PortState state, Method method) {
        return state == PortState.OPEN || state == PortState.CLOSED && method != Method.CONNECT_PORTABLE;
    }
}
