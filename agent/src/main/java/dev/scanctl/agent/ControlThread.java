package dev.scanctl.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that owns leases and reports. Tasks given after its end are dropped. */
final class ControlThread implements Executor, AutoCloseable {
    private static final Logger LOG = System.getLogger(ControlThread.class.getName());

    private final ScheduledThreadPoolExecutor thread;

    ControlThread(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> guarded(task));
    }

    /** Runs a task again and again, the period counted from its end. */
    void every(Duration period, Runnable task) {
        long nanos = period.toNanos();
        var unused = thread.scheduleWithFixedDelay(() -> guarded(task), 0, nanos, TimeUnit.NANOSECONDS);
    }

    /** The outermost edge of the thread: a fault of one task must not end all that follow. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Internal error on the control thread; please report it", e);
        }
    }

    /** Returns when the running task has ended; what waits is dropped. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
