package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.AuditColumns;
import dev.scanctl.cli.view.AuditLine;
import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.wire.AuditHead;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit tail}: the newest records, and those to come. */
@Command(name = "tail", description = "List the newest records of the audit log, oldest first.")
public final class AuditTailCommand extends Verb {
    private static final Duration EVERY = Duration.ofSeconds(1);

    @Option(names = {"-n", "--newest"}, paramLabel = "N", defaultValue = "20",
            description = "So many records; 0: all. Default: ${DEFAULT-VALUE}.")
    long newest;

    @Option(names = {"-f", "--follow"}, description = "Go on with records as they come, until interrupted.")
    boolean follow;

    @Override
    protected ExitCode run(Console console) {
        if (newest < 0) {
            throw Failure.usage("-n takes a number from 0 on, not " + newest);
        }
        try (Session session = open();
                Rows<AuditLine> rows = Rows.to(console, root().format(), AuditColumns.of())) {
            long last = list(session, rows, 0, newest);
            return follow ? follow(session, rows, last) : ExitCode.DONE;
        }
    }

    private ExitCode follow(Session session, Rows<AuditLine> rows, long listed) {
        if (!root().format().streams()) {
            throw Failure.usage("--follow goes with -o jsonl or csv, whose lines need not wait for the last one");
        }
        Interrupts interrupts = root().surroundings().interrupts();
        interrupts.arm();
        long last = listed;
        while (!interrupts.fired()) {
            last = list(session, rows, last + 1, 0);
            interrupts.await(EVERY);
        }
        return ExitCode.DETACHED;
    }

    /** The number of the newest record there is. */
    private static long list(Session session, Rows<AuditLine> rows, long from, long newest) {
        try (Answers<AuditPage> pages = session.stream(client -> client.audit().read(from, newest))) {
            return pages.each(page -> page.getLinesList().forEach(line -> rows.add(AuditLine.of(line))))
                    .map(page -> AuditHead.parse(page.getHead()).seq())
                    .orElse(0L);
        }
    }
}
