package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.LiveLines;
import dev.scanctl.cli.view.PruneText;
import dev.scanctl.proto.v1.FileSpace;
import dev.scanctl.proto.v1.PruneProgress;
import java.time.Duration;
import java.util.List;

/** One removal of old results, with its progress. */
final class PruneRun {
    private final Console console;
    private final boolean dryRun;
    private long scans;
    private long rows;
    private FileSpace space = FileSpace.getDefaultInstance();

    PruneRun(Console console, boolean dryRun) {
        this.console = console;
        this.dryRun = dryRun;
    }

    void ask(Session session, Duration age) {
        try (Answers<PruneProgress> answers = session.stream(client -> client.keeping().prune(age, dryRun));
                LiveLines lines = console.liveLines()) {
            answers.each(progress -> show(progress, lines));
        }
        console.say(PruneText.total(scans, rows, dryRun));
        if (rows > 0) {
            PruneText.space(space).ifPresent(console::say);
        }
    }

    private void show(PruneProgress progress, LiveLines lines) {
        if (progress.hasSpace()) {
            space = progress.getSpace();
        } else if (dryRun || progress.getDone()) {
            scans++;
            rows += progress.getRows();
            lines.draw(List.of());
            console.dataLine(PruneText.scan(progress, console.zone()));
        } else {
            lines.draw(List.of(PruneText.underWay(progress)));
        }
    }
}
