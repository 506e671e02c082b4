package dev.scanctl.coordinator.scan;

import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.WatchScanRequest;
import java.time.Duration;
import java.util.Optional;

/** Tells one watcher of a scan until it rests. Runs on the watcher's own thread, as fast as the watcher listens. */
public final class Watching {
    /** Progress comes at least once a second; somewhat more often, so that it does so on a busy machine too. */
    private static final Duration BETWEEN_PROGRESS = Duration.ofMillis(800);

    /** Finds between two of these that are told with the progress they belong to; those beyond it wait for the next. */
    private static final int FRESH_BETWEEN = 8;

    /** Takes events, waiting for the watcher if need be. */
    public interface Ear {
        void tell(ScanEvent event) throws InterruptedException;
    }

    private final ScanViews views;
    private final ScanFeed feed;

    public Watching(ScanViews views, ScanFeed feed) {
        this.views = views;
        this.feed = feed;
    }

    /** Returns when the scan rests: it ended, or it is paused. */
    public void watch(WatchScanRequest request, Ear ear) throws InterruptedException {
        long id = views.find(request.getScan());
        Watch watch = feed.watch(id, request.getFound());
        try {
            ScanProgress progress = views.progress(id);
            while (progress.getScan().getState() == ScanState.SCAN_STATE_RUNNING) {
                ear.tell(ScanEvent.newBuilder().setProgress(progress).build());
                relay(id, watch, ear);
                feed.requireOpen();
                progress = views.progress(id);
            }
            drain(watch, ear);
            ear.tell(ScanEvent.newBuilder().setProgress(progress).build());
            ear.tell(ScanEvent.newBuilder().setEnded(progress.getScan()).build());
        } finally {
            feed.leave(id, watch);
        }
    }

    /** A find comes after progress that counts it, so that nobody is shown an open port beside "0 open". */
    private void relay(long id, Watch watch, Ear ear) throws InterruptedException {
        long end = System.nanoTime() + BETWEEN_PROGRESS.toNanos();
        int fresh = FRESH_BETWEEN;
        Optional<ScanEvent> event = watch.next(BETWEEN_PROGRESS);
        while (event.isPresent()) {
            if (event.get().hasFound() && fresh-- > 0) {
                ear.tell(ScanEvent.newBuilder().setProgress(views.progress(id)).build());
            }
            ear.tell(event.get());
            event = watch.next(Duration.ofNanos(end - System.nanoTime()));
        }
    }

    private static void drain(Watch watch, Ear ear) throws InterruptedException {
        for (Optional<ScanEvent> left = watch.next(Duration.ZERO);
                left.isPresent();
                left = watch.next(Duration.ZERO)) {
            ear.tell(left.get());
        }
    }
}
