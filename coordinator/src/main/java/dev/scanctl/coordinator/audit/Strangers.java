package dev.scanctl.coordinator.audit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts calls that are refused before anybody knows who makes them, for one record a source and minute: a stranger who
 * knocks without end does not fill the disk. May be used by any thread; {@link #tick} is called every few seconds.
 */
public final class Strangers {
    /** Sources told apart within a minute; the rest are told of together. */
    static final int MAX_SOURCES = 64;

    private static final long MINUTE_MILLIS = 60_000;

    private final Audit audit;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>();
    private long minute;

    public Strangers(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
        this.minute = clock.millis() / MINUTE_MILLIS;
    }

    private static final class Count {
        private final String call;
        private final String why;
        private long refused;

        Count(String call, String why) {
            this.call = call;
            this.why = why;
        }
    }

    /**
     * @param source numeric address
     * @param call the first of a minute is the one that is told
     * @param why in a few words
     */
    public synchronized void refused(String source, String call, String why) {
        tick();
        String key = counts.containsKey(source) || counts.size() < MAX_SOURCES ? source : "others";
        counts.computeIfAbsent(key, _ -> new Count(call, why)).refused++;
    }

    /** Puts the minute that has ended on record. */
    public synchronized void tick() {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            flush();
            minute = now;
        }
    }

    /** Puts on record what was counted so far. */
    public synchronized void flush() {
        counts.forEach((source, count) -> audit.later(new AuditEntry(
                "stranger", source, count.call, AuditEntry.Event.REFUSED,
                count.refused + (count.refused == 1 ? " call" : " calls") + " within a minute: " + count.why)));
        counts.clear();
    }
}
