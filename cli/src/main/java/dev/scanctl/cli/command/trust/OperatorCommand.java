package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.IdentityColumns;
import dev.scanctl.proto.v1.OperatorInfo;
import dev.scanctl.trust.ContextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code operator}: who may use the coordinator. */
@Command(
        name = "operator",
        description = "Operators with certificates: make, list and revoke them.",
        synopsisSubcommandLabel = "list|create|revoke",
        subcommands = {OperatorCommand.ListAll.class, OperatorCommand.Create.class, OperatorCommand.Revoke.class})
public final class OperatorCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        return list(root(), console);
    }

    private static ExitCode list(Root root, Console console) {
        try (Session session = root.open(false);
                Rows<OperatorInfo> rows = Rows.to(console, root.format(), IdentityColumns.ofOperators())) {
            session.client().identities().operators().forEach(rows::add);
        }
        return ExitCode.DONE;
    }

    /** {@code operator list}. */
    @Command(name = "list", description = "List operators.")
    static final class ListAll extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return list(root(), console);
        }
    }

    /** {@code operator create}. */
    @Command(name = "create", description = "Make an operator, and a file that holds the key of it.")
    static final class Create extends Verb {
        @Parameters(paramLabel = "NAME", description = "Name of the operator.")
        String name = "";

        @Option(names = "--role", paramLabel = "ROLE", split = ",", required = true,
                description = "viewer, operator, admin, auditor; several with commas.")
        List<String> roles = new ArrayList<>();

        @Option(names = "--file", paramLabel = "FILE", description = "Where the file goes. Default: NAME.context here.")
        @Nullable Path file;

        @Override
        protected ExitCode run(Console console) throws IOException {
            Path place = file == null ? Path.of(name + ".context") : file;
            if (Files.exists(place)) {
                throw Failure.usage("there is " + place + " already: name another with --file, or remove it");
            }
            try (Session session = open()) {
                ContextFile.write(
                        new ContextFile.Place(session.client().coordinator(), place),
                        session.client().identities().createOperator(name, roles));
            }
            console.say("Made the operator " + name + ". On the operator's machine: scanctl context import " + place);
            console.say("The file is a key: move it, do not copy it, and let nobody else read it.");
            return ExitCode.DONE;
        }
    }

    /** {@code operator revoke}. */
    @Command(name = "revoke", description = "End what an operator may do.")
    static final class Revoke extends Verb {
        @Parameters(paramLabel = "NAME", description = "Name of the operator.")
        String name = "";

        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                session.client().identities().revokeOperator(name);
            }
            console.say("Operator " + name + " is revoked.");
            return ExitCode.DONE;
        }
    }
}
