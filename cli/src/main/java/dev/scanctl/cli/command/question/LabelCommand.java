package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.TargetList;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.LabelColumns;
import dev.scanctl.proto.v1.ChangeLabelRequest;
import dev.scanctl.proto.v1.Label;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code label}: gives a name to addresses that filters know. */
@Command(
        name = "label",
        description = {
            "Give a label to addresses, or take it away: 'scanctl label 10.20.0.0/16 pci'.",
            "Filters know it as label:pci. 'scanctl labels' lists all."
        })
public final class LabelCommand extends Verb {
    @Parameters(paramLabel = "TARGET... LABEL", arity = "0..*", description = "Targets, and behind them the label.")
    List<String> words = new ArrayList<>();

    @Option(names = "--remove", description = "Take the label away from these targets.")
    boolean remove;

    @Override
    protected ExitCode run(Console console) {
        if (words.size() < 2) {
            throw Failure.usage("say which targets and which label, such as 'scanctl label 10.20.0.0/16 pci'");
        }
        ChangeLabelRequest request = ChangeLabelRequest.newBuilder()
                .addAllTargets(TargetList.of(words.subList(0, words.size() - 1)))
                .setLabel(words.getLast())
                .setRemove(remove)
                .build();
        try (Session session = open()) {
            Label label = Notes.change(session, request);
            console.say(LabelColumns.sentence(label));
        }
        return ExitCode.DONE;
    }
}
