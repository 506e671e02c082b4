package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.AddressSet;

/**
 * Where units are probed. A unit is known from {@link #add} until its listener is told its end or it is dropped; calls
 * for any other are ignored, since an end and a command may cross.
 */
public interface Prober {

    /** Starts on a unit. */
    void add(ProbeUnit unit);

    /** Changes how hard a unit may press. */
    void limit(long id, ProbeLimits limits);

    /** Sends no more packets for a unit until it is resumed; what is known is kept. */
    void suspend(long id);

    void resume(long id);

    /** Forgets a unit. Its listener hears no more, save for what was on its way. */
    void drop(long id);

    /** The listener has been told the end of a unit: it takes no room any more. */
    void ended(long id);

    /** Takes addresses out of a unit; its outcome leaves them out, unless their hosts were finished before. */
    void exclude(long id, AddressSet gone);
}
