package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.ChangeLabelRequest;
import dev.scanctl.proto.v1.CoverageReport;
import dev.scanctl.proto.v1.Label;
import dev.scanctl.proto.v1.SavedFilter;
import dev.scanctl.proto.v1.WhyFinding;
import java.util.List;

/** What verbs about labels, saved filters and explanations ask; apart from them, since picocli would reflect on a lambda. */
final class Notes {
    private Notes() {}

    static CoverageReport coverage(Session session, String scan) {
        return session.ask(c -> c.queries().coverage(scan));
    }

    static List<WhyFinding> why(Session session, String what) {
        return session.ask(c -> c.queries().why(what));
    }

    static Label change(Session session, ChangeLabelRequest request) {
        return session.ask(c -> c.queries().changeLabel(request));
    }

    static List<Label> labels(Session session) {
        return session.ask(c -> c.queries().labels());
    }

    static SavedFilter save(Session session, String name, String expression) {
        return session.ask(c -> c.queries().saveFilter(name, expression));
    }

    static List<SavedFilter> filters(Session session) {
        return session.ask(c -> c.queries().filters());
    }

    /** Removes a filter that was there a moment ago: where it is gone by now, an earlier try of ours did it. */
    static void delete(Session session, String name) {
        if (filters(session).stream().noneMatch(filter -> filter.getName().equals(name))) {
            throw new Failure(ExitCode.NOT_FOUND, "no filter is saved as '" + name + "'");
        }
        try {
            var _ = session.ask(c -> c.queries().deleteFilter(name));
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.NOT_FOUND) {
                throw failure;
            }
        }
    }
}
