package dev.scanctl.cli.command;

import dev.scanctl.cli.client.Session;
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

    static RetryScanResponse retry(Session session, String scan) {
        return session.ask(c -> c.retry(scan));
    }
}
