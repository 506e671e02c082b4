package dev.scanctl.coordinator.ingest;

import dev.scanctl.proto.v1.UnitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Results of benchmarks on their way into a store, so many at a time as credits would allow. */
public final class Intake {
    private static final int IN_FLIGHT = 64;

    private Intake() {}

    /**
     * All of them; each has to end its unit.
     *
     * @param nowMs when they came
     * @return seconds until all were acknowledged
     */
    public static double apply(Ingest ingest, TestScan scan, List<UnitResult> results, long nowMs) throws InterruptedException {
        Semaphore credits = new Semaphore(IN_FLIGHT);
        AtomicInteger applied = new AtomicInteger();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (UnitResult result : results) {
            credits.acquire();
            answers.add(ingest.apply(TestScan.AGENT, scan.segmentId(), result, nowMs).whenComplete((answer, failure) -> {
                credits.release();
                applied.addAndGet(failure == null && answer.effect() == Effect.DONE ? 1 : 0);
            }));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (applied.get() != results.size()) {
            throw new AssertionError("The benchmark's results are wrong: " + applied + " of " + results.size() + " units were applied");
        }
        return seconds;
    }
}
