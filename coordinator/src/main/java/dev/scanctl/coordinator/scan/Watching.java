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
                relay(watch, ear, BETWEEN_PROGRESS);
                feed.requireOpen();
                progress = views.progress(id);
            }
            relay(watch, ear, Duration.ZERO);
            ear.tell(ScanEvent.newBuilder().setProgress(progress).build());
            ear.tell(ScanEvent.newBuilder().setEnded(progress.getScan()).build());
        } finally {
            feed.leave(id, watch);
        }
    }

    private static void relay(Watch watch, Ear ear, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Optional<ScanEvent> event = watch.next(atMost);
        while (event.isPresent()) {
            ear.tell(event.get());
            event = watch.next(Duration.ofNanos(end - System.nanoTime()));
        }
    }
}
