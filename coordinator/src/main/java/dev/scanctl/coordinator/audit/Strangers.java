package dev.scanctl.coordinator.audit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Counts calls that are refused before anybody knows who makes them, for one record a source and minute: a stranger who
 * knocks without end does not fill the disk. May be used by any thread.
 */
public final class Strangers implements AutoCloseable {
    /** Sources told apart within a minute; the rest are told of together. */
    static final int MAX_SOURCES = 64;

    private static final long MINUTE_MILLIS = 60_000;
    private static final long TICK_SECONDS = 5;

    private final Audit audit;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit-minutes").daemon().factory());
    private long minute;

    public Strangers(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
        this.minute = clock.millis() / MINUTE_MILLIS;
    }

    /** From now on a minute's count is put on record soon after its end. */
    public void start() {
        ticks.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
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
    synchronized void tick() {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            flush();
            minute = now;
        }
    }

    /** Puts on record what was counted so far. */
    synchronized void flush() {
        counts.forEach((source, count) -> audit.later(new AuditEntry(
                "stranger", source, count.call, AuditEntry.Event.REFUSED,
                count.refused + (count.refused == 1 ? " call" : " calls") + " within a minute: " + count.why)));
        counts.clear();
    }

    /** Puts on record what was counted so far, and ends. May be called again. */
    @Override
    public void close() {
        ticks.shutdown();
        flush();
    }
}
