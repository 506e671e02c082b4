package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Words;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.view.PlanText;
import dev.scanctl.cli.view.ProgressText;
import dev.scanctl.cli.view.ScanText;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SubmitRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** One run of {@code submit}: preview, question, submit, watch. */
final class SubmitRun {
    private final SubmitCommand options;
    private final Console console;
    private final Optional<Duration> waitAgent;

    SubmitRun(SubmitCommand options, Console console) {
        this.options = options;
        this.console = console;
        this.waitAgent = Optional.ofNullable(options.waitAgent).map(t -> Lengths.parse("--wait-agent", t));
    }

    ExitCode in(Session session) {
        session.ensureAgent();
        ScanSpec spec = new SpecReader(options, console).read(session);
        SubmitRequest.Builder request =
                SubmitRequest.newBuilder().setRequestId(ScanClient.newRequestId()).setSpec(spec);
        PlanSummary plan = session.ask(c -> c.preview(request.build()));
        plan.getWarningsList().forEach(w -> console.warn("scanctl: note: " + w));
        if (options.dryRun) {
            PlanText.print(console, options.root().format(), plan);
            return ExitCode.DONE;
        }
        request.setConfirmed(confirmed(plan));
        options.root().surroundings().interrupts().arm();
        Scan scan = session.ask(c -> c.submit(request.build())).getScan();
        return options.detach ? handedOver(scan) : watch(session, scan);
    }

    /** Whether the operator agreed to a large scan; a small one needs no agreement. */
    private boolean confirmed(PlanSummary plan) {
        long probes = Math.multiplyExact(plan.getProbes(), Math.max(1, plan.getSegments()));
        if (options.yes || plan.getConfirmAbove() == 0 || probes <= plan.getConfirmAbove()) {
            return options.yes;
        }
        String size = "this scan sends " + Words.count(probes) + " probes to "
                + Words.count(plan.getAddresses()) + " addresses";
        if (options.noInput || !console.terminal().in() || !console.terminal().err()) {
            throw Failure.usage(size + ", which wants to be confirmed: add --yes, or look first with --dry-run");
        }
        try {
            if (!console.confirm(size + ". Start it?")) {
                throw Failure.usage("nothing was started");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private ExitCode handedOver(Scan scan) {
        ScanText.accepted(console, options.root().format(), scan);
        console.say(ProgressText.name(scan) + " is accepted. " + options.root().again("watch", scan.getId())
                + " shows how it goes.");
        return ExitCode.DONE;
    }

    private ExitCode watch(Session session, Scan scan) {
        console.say(ProgressText.name(scan) + ": " + Words.count(scan.getProbesTotal(), "probe") + " from "
                + String.join(", ", scan.getSegmentsList()) + ".");
        return new Watching(options.root(), console, session, new Watching.Wishes(waitAgent, options.open))
                .untilRest(scan.getId());
    }
}
