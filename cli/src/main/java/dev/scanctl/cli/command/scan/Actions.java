package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;

/** What the simple verbs ask; apart from them, since a lambda is a method that picocli would reflect on. */
final class Actions {
    private Actions() {}

    static ScanDetail scan(Session session, String scan) {
        return session.ask(c -> c.scan(scan));
    }

    static Scan pause(Session session, String scan) {
        return session.ask(c -> c.pause(scan));
    }

    static Scan resume(Session session, String scan) {
        return session.ask(c -> c.resume(scan));
    }

    static Scan cancel(Session session, String scan) {
        return session.ask(c -> c.cancel(scan));
    }

    static Scan edit(Session session, EditScanRequest request) {
        return session.ask(c -> c.edit(request));
    }

    /** Removes a scan that was there a moment ago: where it is gone by now, an earlier try of ours did it. */
    static void delete(Session session, long scan) {
        try {
            session.ask(c -> c.delete(Long.toString(scan)));
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.NOT_FOUND) {
                throw failure;
            }
        }
    }

    static ListScansResponse scans(Session session, ListScansRequest request) {
        return session.ask(c -> c.scans(request));
    }

    static RetryScanResponse retry(Session session, String scan) {
        return session.ask(c -> c.retry(scan));
    }
}
