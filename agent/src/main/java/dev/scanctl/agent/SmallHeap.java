package dev.scanctl.agent;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps an agent's process small. What a unit needs for some seconds ends in the old generation, which the serial collector lets
 * grow as far as it may before it looks at it, and its memory stays with the process. So it is made to look as soon as that holds
 * a quarter more than was left the last time: 50 to 100 ms every few million probes, during which answers wait in the kernel.
 */
final class SmallHeap {
    /** What an agent without work has is two thirds of it. */
    static final long LEAST_BYTES = 64L << 20;

    private static final double GROWTH = 1.25;
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final String OLD_GENERATION = "Tenured Gen";

    private final LongSupplier held;
    private final Runnable collection;
    private long mostBytes = LEAST_BYTES;

    /**
     * @param held bytes in the old generation now
     * @param collection leaves those that are in use
     */
    SmallHeap(LongSupplier held, Runnable collection) {
        this.held = held;
        this.collection = collection;
    }

    /** Watches that of this process from now on; other collectors than the serial one look after themselves. */
    static void watch() {
        Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(OLD_GENERATION))
                .findFirst();
        old.ifPresent(pool -> {
            SmallHeap heap = new SmallHeap(() -> pool.getUsage().getUsed(), System::gc);
            Thread.ofPlatform().name("agent-heap").daemon().start(heap::watchForEver);
        });
    }

    private void watchForEver() {
        try {
            while (true) {
                Thread.sleep(EACH);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        if (held.getAsLong() > mostBytes) {
            collection.run();
            mostBytes = Math.max(LEAST_BYTES, (long) (GROWTH * held.getAsLong()));
        }
    }
}
