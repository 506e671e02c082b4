package dev.scanctl.agent.engines;

import dev.scanctl.agent.lease.Prober;
import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.AddressSet;

/** One engine as a place where parts of units are probed. */
record Seat(EngineThread engine) implements Prober {
    @Override
    public void add(ProbeUnit unit) {
        engine.add(unit);
    }

    @Override
    public void limit(long id, ProbeLimits limits) {
        engine.limit(id, limits);
    }

    @Override
    public void suspend(long id) {
        engine.suspend(id);
    }

    @Override
    public void resume(long id) {
        engine.resume(id);
    }

    @Override
    public void drop(long id) {
        engine.drop(id);
    }

    /** An engine forgets a unit by itself when it tells its end. */
    @Override
    public void ended(long id) {}

    @Override
    public void exclude(long id, AddressSet gone) {
        engine.exclude(id, gone);
    }
}
