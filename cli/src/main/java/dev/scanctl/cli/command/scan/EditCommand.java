package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Bounds;
import dev.scanctl.cli.verb.HoursOptions;
import dev.scanctl.cli.verb.TargetList;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.verb.WindowList;
import dev.scanctl.cli.view.ProgressText;
import dev.scanctl.proto.v1.EditScanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edit}: change a scan while it runs. */
@Command(name = "edit", description = "Change a scan, also while it runs.")
public final class EditCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Option(names = "--add-exclude", paramLabel = "TARGET", split = ",", description = "Probe these no more.")
    List<String> addExclude = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "A new name.")
    @Nullable String name;

    @Option(names = "--reason", paramLabel = "TEXT", description = "A new reason.")
    @Nullable String reason;

    @Option(names = "--priority", paramLabel = "1-100", description = "Share of attention beside other scans.")
    @Nullable Integer priority;

    @Option(names = "--rate", paramLabel = "N", description = "Probes a second over the whole scan; 0: no cap.")
    @Nullable Long rate;

    @Option(names = "--host-rate", paramLabel = "N", description = "Probes a second for each host; 0: no cap.")
    @Nullable Long hostRate;

    /** In place of all that the scan has. */
    @Mixin
    HoursOptions hours = new HoursOptions();

    @Option(names = "--any-time", description = "Take the scan's own hours away; those of its scope stay.")
    boolean anyTime;

    @Override
    protected ExitCode run(Console console) {
        EditScanRequest.Builder request = EditScanRequest.newBuilder()
                .setRequestId(ScanClient.newRequestId())
                .addAllAddExclusions(TargetList.of(addExclude));
        if (name != null) {
            request.setName(name);
        }
        if (reason != null) {
            request.setReason(reason);
        }
        if (priority != null) {
            request.setPriority(Bounds.range("--priority", priority, 1, 100));
        }
        if (rate != null) {
            request.setRatePps(cap("--rate", rate));
        }
        if (hostRate != null) {
            request.setHostRatePps(cap("--host-rate", hostRate));
        }
        if (anyTime && hours.given()) {
            throw Failure.usage("--any-time takes all hours away; leave it out, or --allow and --deny");
        }
        if (anyTime || hours.given()) {
            request.setHours(WindowList.of(hours, console.zone()));
        }
        if (unchanged()) {
            throw Failure.usage("say what to change, such as --add-exclude 10.0.0.7 or --rate 500");
        }
        try (Session session = open()) {
            // By its number: once it has its new name, a second try would not find it by the old one.
            request.setScan(Long.toString(Actions.scan(session, scan).getScan().getId()));
            console.say(ProgressText.rest(Actions.edit(session, request.build())));
        }
        return ExitCode.DONE;
    }

    private boolean unchanged() {
        return !anyTime && !hours.given() && addExclude.isEmpty() && name == null && reason == null && priority == null && rate == null
                && hostRate == null;
    }

    private static long cap(String option, long value) {
        return value == 0 ? 0 : Bounds.rate(option, value);
    }
}
