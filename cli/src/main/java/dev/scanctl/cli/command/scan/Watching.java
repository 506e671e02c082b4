package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.LiveLines;
import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.view.ObservationColumns;
import dev.scanctl.cli.view.ScanText;
import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.WatchScanRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches one scan until it rests, the operator leaves, or nobody is there to probe. A coordinator that goes away is
 * waited for: the scan is its, and it comes back with it.
 */
final class Watching {
    /** How long a coordinator may be away before we give up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Root root;
    private final Console console;
    private final Session session;
    private final Wishes wishes;
    private final Hands hands;
    private final Interrupts interrupts;
    private @Nullable Instant lostAt;

    /**
     * What the operator wants of it.
     *
     * @param waitAgent how long a segment may be without an agent; empty: for ever
     * @param openOnly list open ports only at the end
     */
    record Wishes(Optional<Duration> waitAgent, boolean openOnly) {
        static final Wishes NONE = new Wishes(Optional.empty(), false);
    }

    Watching(Root root, Console console, Session session, Wishes wishes) {
        this.root = root;
        this.console = console;
        this.session = session;
        this.wishes = wishes;
        this.interrupts = root.surroundings().interrupts();
        this.hands = new Hands(root, session, wishes.waitAgent());
    }

    /** Watches, reports, and tells how it ended. */
    ExitCode untilRest(long scan) {
        Optional<Scan> rested;
        try (LiveLines live = console.liveLines()) {
            rested = watch(scan, live);
        }
        return rested.isPresent() ? report(rested.get()) : detach(scan);
    }

    private Optional<Scan> watch(long scan, LiveLines live) {
        while (!interrupts.fired()) {
            try (Answers<ScanEvent> events = session.client().watch(request(scan))) {
                interrupts.onFire(events::close);
                Optional<Scan> rested = follow(events, live);
                if (rested.isPresent()) {
                    return rested;
                }
            } catch (Failure failure) {
                waitOrGiveUp(failure);
            }
            if (!interrupts.await(PAUSE)) {
                session.reconnect();
            }
        }
        return Optional.empty();
    }

    /** Reads events up to the last one; empty if the stream ended before it. */
    private Optional<Scan> follow(Answers<ScanEvent> events, LiveLines live) {
        for (Optional<ScanEvent> event = events.next(); event.isPresent(); event = events.next()) {
            lostAt = null;
            switch (event.get().getBodyCase()) {
                case PROGRESS -> progress(event.get().getProgress(), live);
                case FOUND -> live.above(line(event.get().getFound()));
                case WITHDRAWN -> live.above("withdrawn: " + line(event.get().getWithdrawn()));
                case ENDED -> {
                    return Optional.of(event.get().getEnded());
                }
                case BODY_NOT_SET -> {}
            }
        }
        return Optional.empty();
    }

    private void progress(ScanProgress progress, LiveLines live) {
        live.draw(ScanText.progressLines(progress.getSegmentsList()));
        hands.look(progress, root.surroundings().clock().instant());
    }

    private static String line(FoundEvent found) {
        return ObservationColumns.found(found.getObservation(), found.getSegment());
    }

    private void waitOrGiveUp(Failure failure) {
        Instant now = root.surroundings().clock().instant();
        if (failure.exitCode() != ExitCode.UNREACHABLE) {
            throw failure;
        }
        if (lostAt == null) {
            lostAt = now;
            if (!session.probesHere()) {
                console.say("The coordinator is away; waiting for it to come back.");
            }
        } else if (Duration.between(lostAt, now).compareTo(PATIENCE) > 0) {
            throw failure;
        }
    }

    private ExitCode detach(long scan) {
        if (!session.probesHere()) {
            console.warn("Detached; the scan goes on. Come back with: " + root.again("watch", scan));
            return ExitCode.DETACHED;
        }
        Optional<Scan> ended = pause(Long.toString(scan));
        if (ended.isPresent()) {
            return report(ended.get());
        }
        console.warn("Paused. Go on with: " + root.again("resume", scan));
        return ExitCode.DETACHED;
    }

    /** Empty once it is paused; the scan if it came to its end before that. */
    private Optional<Scan> pause(String scan) {
        try {
            session.ask(c -> c.pause(scan));
            return Optional.empty();
        } catch (Failure refused) {
            Scan now = session.ask(c -> c.scan(scan)).getScan();
            if (now.getState() == ScanState.SCAN_STATE_RUNNING) {
                throw refused;
            }
            return Optional.of(now).filter(it -> it.getState() != ScanState.SCAN_STATE_PAUSED);
        }
    }

    private ExitCode report(Scan rested) {
        return new ScanReport(root, console, session, wishes).print(rested);
    }

    private static WatchScanRequest request(long scan) {
        return WatchScanRequest.newBuilder().setScan(Long.toString(scan)).setFound(true).build();
    }
}
