package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.FilterColumns;
import dev.scanctl.proto.v1.SavedFilter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code filter}: filters that are kept under a name. */
@Command(
        name = "filter",
        description = "Keep filters under a name: 'results @NAME' uses one.",
        synopsisSubcommandLabel = "save|list|delete",
        subcommands = {FilterCommand.Save.class, FilterCommand.ListAll.class, FilterCommand.Delete.class})
public final class FilterCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(
                spec.commandLine(), "say what: 'scanctl filter save NAME FILTER', 'list' or 'delete NAME'");
    }

    /** {@code filter save}. */
    @Command(name = "save", description = "Keep a filter under a name, in the place of one that has it.")
    static final class Save extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "One word.")
        String name = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILTER", completionCandidates = FilterWords.class,
                description = "Such as 'label:pci port:22,3389'; docs/queries.md has all keys.")
        List<String> words = new ArrayList<>();

        @Override
        protected ExitCode run(Console console) {
            if (name.startsWith("@")) {
                throw Failure.usage("the name is saved without the @ by which it is used: " + name.substring(1));
            }
            try (Session session = open()) {
                SavedFilter saved = Notes.save(session, name, String.join(" ", words));
                console.say("Saved: @" + saved.getName() + " is " + saved.getExpression());
            }
            return ExitCode.DONE;
        }
    }

    /** {@code filter list}. */
    @Command(name = "list", description = "List saved filters.")
    static final class ListAll extends Verb {
        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                List<SavedFilter> filters = Notes.filters(session);
                try (Rows<SavedFilter> rows = Rows.to(console, root().format(), FilterColumns.of())) {
                    filters.forEach(rows::add);
                }
                if (filters.isEmpty() && root().format().forPeople()) {
                    console.say("No filter is saved; 'scanctl filter save NAME FILTER' keeps one.");
                }
            }
            return ExitCode.DONE;
        }
    }

    /** {@code filter delete}. */
    @Command(name = "delete", description = "Forget a saved filter.")
    static final class Delete extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of a saved filter.")
        String name = "";

        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                Notes.delete(session, name);
                console.say("Deleted the filter " + name + ".");
            }
            return ExitCode.DONE;
        }
    }
}
