package dev.scanctl.agent.engines;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Carries what engines tell to the control thread, in order, and lets it look at many events at once before it acts on
 * them: a burst of found ports then travels as one batch. Not bounded by itself, since an engine must never wait: a
 * unit has at most 65,536 events and units are few.
 */
public final class EngineEvents implements UnitListener {
    private final Queue<Consumer<UnitListener>> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final Executor control;
    private volatile Runnable deliver = () -> {};

    public EngineEvents(Executor control) {
        this.control = control;
    }

    /**
     * Says where events go; before any engine starts.
     *
     * @param listener called on the control thread
     * @param afterwards run on the control thread after each burst
     */
    public void deliverTo(UnitListener listener, Runnable afterwards) {
        deliver = () -> {
            // Taken back before the queue is read: an event that comes in between is announced again.
            announced.set(false);
            for (Consumer<UnitListener> event = events.poll(); event != null; event = events.poll()) {
                event.accept(listener);
            }
            afterwards.run();
        };
    }

    private void post(Consumer<UnitListener> event) {
        events.add(event);
        if (announced.compareAndSet(false, true)) {
            control.execute(deliver);
        }
    }

    @Override
    public void found(ProbeUnit unit, OpenFinding finding) {
        post(to -> to.found(unit, finding));
    }

    @Override
    public void finished(ProbeUnit unit, UnitOutcome outcome) {
        post(to -> to.finished(unit, outcome));
    }

    @Override
    public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
        post(to -> to.refused(unit, reason, finishedHosts));
    }

    @Override
    public void progress(List<UnitProgress> units) {
        post(to -> to.progress(units));
    }
}
