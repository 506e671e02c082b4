package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.LabelColumns;
import dev.scanctl.proto.v1.Label;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code labels}: all labels with their addresses. */
@Command(name = "labels", description = "List labels and the addresses that have them.")
public final class LabelsCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            List<Label> labels = Notes.labels(session);
            try (Rows<Label> rows = Rows.to(console, root().format(), LabelColumns.of())) {
                labels.forEach(rows::add);
            }
            if (labels.isEmpty() && root().format().forPeople()) {
                console.say("No label; 'scanctl label 10.20.0.0/16 pci' makes one.");
            }
        }
        return ExitCode.DONE;
    }
}
