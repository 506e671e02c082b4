package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.ProgressText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete}: remove scans with their results. */
@Command(name = "delete", description = "Remove scans that have ended, with their results.")
public final class DeleteCommand extends Verb {
    @Parameters(paramLabel = "SCAN", arity = "1..*", description = "Numbers or names of scans.")
    List<String> scans = new ArrayList<>();

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    boolean yes;

    @Option(names = "--no-input", description = "Never ask; without --yes nothing is removed.")
    boolean noInput;

    @Override
    protected ExitCode run(Console console) throws IOException {
        try (Session session = open()) {
            for (String scan : scans) {
                delete(session, scan, console);
            }
        }
        return ExitCode.DONE;
    }

    private void delete(Session session, String scan, Console console) throws IOException {
        var found = Actions.scan(session, scan).getScan();
        String what = ProgressText.rest(found);
        if (!yes && (noInput || !console.terminal().in() || !console.terminal().err())) {
            throw Failure.usage("results cannot be brought back once removed: add --yes to delete '" + scan + "'");
        }
        if (!yes && !console.confirm(what + " Delete it with its results?")) {
            throw Failure.usage("'" + scan + "' was not deleted");
        }
        // By its number: of several scans with one name, a second try would take the next.
        Actions.delete(session, found.getId());
        console.say("Scan " + found.getId() + " is deleted.");
    }
}
