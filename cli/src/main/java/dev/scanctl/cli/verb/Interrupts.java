package dev.scanctl.cli.verb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Ctrl-C as something to wait for. Armed by the main thread; {@link #fire} comes from the thread of the signal. */
public final class Interrupts {
    private final Consumer<Runnable> install;
    private final CountDownLatch fired = new CountDownLatch(1);
    private volatile Runnable reaction = () -> {};

    /**
     * @param install told at the first arming what to run at a signal; until then a signal ends the process as ever
     */
    public Interrupts(Consumer<Runnable> install) {
        this.install = install;
    }

    /** From now on a signal is ours. */
    public void arm() {
        install.accept(this::fire);
    }

    /** What to do at a signal from now on; at once if there has been one. */
    public void onFire(Runnable next) {
        reaction = next;
        if (fired()) {
            next.run();
        }
    }

    private void fire() {
        fired.countDown();
        reaction.run();
    }

    public boolean fired() {
        return fired.getCount() == 0;
    }

    /** Waits; true if a signal came. */
    public boolean await(Duration atMost) {
        try {
            return fired.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
