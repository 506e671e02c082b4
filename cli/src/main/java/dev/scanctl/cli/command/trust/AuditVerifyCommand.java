package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.wire.AuditChain;
import dev.scanctl.wire.AuditHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit verify}: whether each record hangs on the one before it. Checked here, not by the coordinator. */
@Command(
        name = "verify",
        description = {
            "Check that no record of the audit log was changed, taken out or moved.",
            "That none was cut off at the end shows by a head kept elsewhere."
        })
public final class AuditVerifyCommand extends Verb {
    @Option(names = "--head", paramLabel = "NUMBER:HASH",
            description = "A head noted before, which the log must still hold; several times for several.")
    List<String> heads = new ArrayList<>();

    @Option(names = "--head-file", paramLabel = "FILE", description = "Heads the coordinator wrote elsewhere, one a line.")
    @Nullable Path headFile;

    @Option(names = "--file", paramLabel = "FILE", description = "Check this copy of a log; no coordinator is asked.")
    @Nullable Path file;

    @Override
    protected ExitCode run(Console console) throws IOException {
        List<AuditHead> noted = noted();
        Check check = new Check(noted);
        try {
            read(check);
        } catch (AuditChain.BrokenChain e) {
            console.dataLine("NOT WHOLE: " + e.getMessage() + ". Nothing from there on can be trusted.");
            return ExitCode.DIFFERENCES;
        }
        AuditHead head = check.chain.head();
        for (AuditHead one : noted) {
            if (one.seq() > head.seq()) {
                console.dataLine("NOT WHOLE: it ends at record " + head.seq() + ", and record " + one.seq() + " was there.");
                return ExitCode.DIFFERENCES;
            }
        }
        console.dataLine("Whole: " + head.seq() + " records, head " + head);
        return ExitCode.DONE;
    }

    private List<AuditHead> noted() throws IOException {
        List<String> texts = new ArrayList<>(heads);
        if (headFile != null) {
            for (String line : Files.readAllLines(headFile)) {
                texts.add(line.split(" ", 2)[0]);
            }
        }
        try {
            return texts.stream().filter(text -> !text.isBlank()).map(AuditHead::parse).toList();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Follows the chain and compares it with the heads that were noted. */
    private static final class Check {
        private final AuditChain chain = new AuditChain(AuditHead.NONE);
        private final List<AuditHead> noted;

        Check(List<AuditHead> noted) {
            this.noted = noted;
        }

        void line(String line) throws AuditChain.BrokenChain {
            chain.follow(line);
            AuditHead head = chain.head();
            for (AuditHead one : noted) {
                if (one.seq() == head.seq() && !one.equals(head)) {
                    throw AuditChain.BrokenChain.unlike(one);
                }
            }
        }
    }

    private void read(Check check) throws IOException, AuditChain.BrokenChain {
        if (file != null) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    check.line(line);
                }
            }
            return;
        }
        try (Session session = open();
                Answers<AuditPage> pages = session.stream(client -> client.audit().read(0, 0))) {
            for (var page = pages.next(); page.isPresent(); page = pages.next()) {
                for (String line : page.get().getLinesList()) {
                    check.line(line);
                }
            }
        }
    }
}
