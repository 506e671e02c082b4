package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Epoch;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * From the desk to the watchers: finds the moment they are told, and their withdrawal. All in memory and bounded. The
 * desk's thread and the watchers' threads meet under this object's monitor, which is held for a moment only.
 */
public final class ScanFeed implements LeaseListener, AutoCloseable {
    /** Watchers at a time over all scans; each may cost some MB while it is slow. */
    private static final int MOST_WATCHES = 200;

    private static final Logger LOG = System.getLogger(ScanFeed.class.getName());

    private final Clock clock;
    private final Map<Long, Finds> scans = new HashMap<>();
    private LongConsumer whenResting = _ -> {};
    private int watches;
    private boolean closed;

    public ScanFeed(Clock clock) {
        this.clock = clock;
    }

    /** Who is told that no unit of a scan is open any more; on the desk's thread, and must return at once. */
    synchronized void whenResting(LongConsumer told) {
        whenResting = told;
    }

    synchronized void follow(ScanRow scan, Plan plan, List<ScanSegmentRow> segments) {
        scans.computeIfAbsent(scan.id(), _ -> new Finds(scan, plan, segments)).over(false);
    }

    /** The scan has ended: who watches it is told to look, and nothing is kept once they have left. */
    synchronized void forget(long scanId) {
        Finds finds = scans.get(scanId);
        if (finds == null) {
            return;
        }
        if (finds.cut() > 0) {
            LOG.log(Level.WARNING, "Scan {0}: {1} open ports were not shown to watchers before they were committed, "
                    + "because too many were waiting.", scanId, finds.cut());
        }
        finds.over(true);
        finds.stir();
        removeForgettable(scanId, finds);
    }

    private void removeForgettable(long scanId, Finds finds) {
        if (finds.forgettable()) {
            scans.remove(scanId);
        }
    }

    /** The scan's state has changed: who watches it should look. */
    synchronized void stir(long scanId) {
        with(scanId, Finds::stir);
    }

    /** Ends every watch: nothing more will be told. */
    @Override
    public synchronized void close() {
        closed = true;
        scans.values().forEach(Finds::stir);
    }

    synchronized Watch watch(long scanId, boolean found) {
        if (watches >= MOST_WATCHES) {
            throw ScanRefused.tooMany("there are " + MOST_WATCHES + " watchers already; try again when one has left");
        }
        watches++;
        Watch watch = new Watch(found);
        with(scanId, finds -> finds.watchedBy(watch));
        return watch;
    }

    synchronized void leave(long scanId, Watch watch) {
        watches--;
        with(scanId, finds -> {
            finds.leftBy(watch);
            removeForgettable(scanId, finds);
        });
        if (watch.dropped() > 0) {
            LOG.log(Level.INFO, "A watcher of scan {0} was too slow for {1} finds; the results hold them.",
                    scanId, watch.dropped());
        }
    }

    /** Whether the coordinator is not stopping. */
    synchronized boolean open() {
        return !closed;
    }

    /** Refuses watchers once the coordinator is stopping. */
    synchronized void requireOpen() {
        if (closed) {
            throw ScanRefused.stopping();
        }
    }

    private void with(long scanId, Consumer<Finds> action) {
        Finds finds = scans.get(scanId);
        if (finds != null) {
            action.accept(finds);
        }
    }

    @Override
    public synchronized void found(UnitKey unit, Epoch epoch, OpenPort port, long observedMs) {
        with(unit.scanId(), finds -> finds.found(unit, port, observedMs));
    }

    @Override
    public synchronized void committed(UnitKey unit, Epoch epoch, UnitResult result) {
        long nowMs = clock.millis();
        with(unit.scanId(), finds -> {
            for (OpenPort port : result.getOpenList()) {
                finds.confirmed(unit, port, nowMs - port.getAgeMs(), result.getMethod());
            }
            if (!result.getPartial()) {
                finds.withdraw(unit);
            } else {
                result.getHostsList().forEach(host -> withdraw(finds, unit, host));
            }
        });
    }

    private static void withdraw(Finds finds, UnitKey unit, HostResult host) {
        Address first = Address.of(host.getAddress().toByteArray());
        finds.withdraw(unit, first, first.plus(Math.max(1, host.getCount()) - 1L));
    }

    @Override
    public synchronized void withdrawn(UnitKey unit, Epoch epoch) {
        with(unit.scanId(), finds -> finds.withdraw(unit));
    }

    @Override
    public void restingScan(long scanId) {
        LongConsumer told;
        synchronized (this) {
            told = whenResting;
        }
        told.accept(scanId);
    }
}
