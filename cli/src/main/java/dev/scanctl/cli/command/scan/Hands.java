package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.SegmentProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whether there is anybody to do the work that is left, and what to do if not. */
final class Hands {
    /** An agent that changes its coordinator is away for about a second; this long is more than that. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Root root;
    private final Session session;
    private final Optional<Duration> atMost;
    private final Map<String, Instant> missingSince = new HashMap<>();

    Hands(Root root, Session session, Optional<Duration> atMost) {
        this.root = root;
        this.session = session;
        this.atMost = atMost;
    }

    /** Throws when the wait is over. */
    void look(ScanProgress progress, Instant now) {
        for (SegmentProgress segment : progress.getSegmentsList()) {
            boolean hands = segment.getAgents() > 0 && !segment.getUnable();
            if (hands || segment.getProbesDone() >= segment.getProbesTotal()) {
                missingSince.remove(segment.getSegment());
                continue;
            }
            Instant since = missingSince.computeIfAbsent(segment.getSegment(), s -> now);
            missing(progress.getScan().getId(), segment, Duration.between(since, now));
        }
    }

    private void missing(long scan, SegmentProgress progress, Duration length) {
        String segment = progress.getSegment();
        if (root.local() && length.compareTo(GRACE) > 0) {
            if (!session.probesHere()) {
                throw new Failure(ExitCode.UNFINISHED, "nothing probes scan " + scan + " now: its process has ended;"
                        + " go on with: " + root.again("resume", scan));
            }
            requireAble(scan, progress);
            session.ensureAgent();
            missingSince.remove(segment);
        } else if (atMost.isPresent() && length.compareTo(atMost.get()) >= 0) {
            String why = progress.getUnable() ? " that can do the work was there for " : " was there for ";
            String lacking = progress.getUnable() ? " (" + progress.getStalled() + ")" : "";
            throw new Failure(ExitCode.UNVERIFIED, "no agent of segment '" + segment + "'" + why
                    + Words.duration(atMost.get()) + lacking + ": the scan stays and starts when one connects;"
                    + " watch it with: " + root.again("watch", scan) + ", or end it with: "
                    + root.again("cancel", scan));
        }
    }

    /** The one agent there is will not learn what it cannot do. */
    private void requireAble(long scan, SegmentProgress progress) {
        if (progress.getUnable()) {
            throw new Failure(ExitCode.UNVERIFIED, progress.getStalled() + " The scan stays; end it with: "
                    + root.again("cancel", scan));
        }
    }
}
