package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.context.Contexts;
import dev.scanctl.cli.context.ContextsFile;
import dev.scanctl.cli.context.NamedContext;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.ContextColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code context}: coordinators by name. */
@Command(
        name = "context",
        description = "Name coordinators, and choose the one to use.",
        synopsisSubcommandLabel = "list|use|set|import|renew",
        subcommands = {ContextCommand.ListAll.class, ContextCommand.Use.class, ContextCommand.Set.class,
            ContextImportCommand.class, ContextRenewCommand.class})
public final class ContextCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        return list(root(), console);
    }

    private static ExitCode list(Root root, Console console) {
        Contexts contexts = root.contextsFile().read();
        try (Rows<NamedContext> rows = Rows.to(console, root.format(), ContextColumns.of(contexts))) {
            contexts.all().forEach(rows::add);
        }
        if (contexts.all().isEmpty() && root.format().forPeople()) {
            console.say("No contexts. Make one with: scanctl context set NAME --coordinator HOST:PORT");
        }
        return ExitCode.DONE;
    }

    /** {@code context list}. */
    @Command(name = "list", description = "List contexts.")
    static final class ListAll extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return list(root(), console);
        }
    }

    /** {@code context use}. */
    @Command(name = "use", description = "Use this context from now on.")
    static final class Use extends Verb {
        @Parameters(paramLabel = "NAME", description = "Name of a context.")
        String name = "";

        @Override
        protected ExitCode run(Console console) {
            ContextsFile file = root().contextsFile();
            Contexts contexts = file.read().using(name);
            file.write(contexts);
            console.say("Using " + name + ": " + contexts.require(name).coordinator());
            return ExitCode.DONE;
        }
    }

    /** {@code context set}. */
    @Command(name = "set", description = "Make or change a context; the coordinator is given with --coordinator.")
    static final class Set extends Verb {
        @Parameters(paramLabel = "NAME", description = "Name of the context.")
        String name = "";

        @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Segments to probe from by default.")
        @Nullable List<String> from;

        @Option(names = "--credentials", paramLabel = "FILE", description = "What proves who calls: a key or an API token.")
        @Nullable Path credentials;

        @Override
        protected ExitCode run(Console console) {
            ContextsFile file = root().contextsFile();
            Contexts contexts = file.read();
            if (credentials != null) {
                Proof.read(credentials);
            }
            String proof = credentials != null
                    ? credentials.toAbsolutePath().toString()
                    : contexts.find(name).map(NamedContext::credentials).orElse("");
            String coordinator = root().coordinator()
                    .map(typed -> Endpoint.Tcp.parse(typed).toString())
                    .or(() -> contexts.find(name).map(NamedContext::coordinator))
                    .orElseThrow(() -> Failure.usage("say where it is: scanctl context set " + name + " --coordinator HOST:PORT"));
            List<String> segments = from != null
                    ? new ArrayList<>(from)
                    : contexts.find(name).map(NamedContext::segments).orElse(List.of());
            Contexts changed = contexts.with(new NamedContext(name, coordinator, proof, segments));
            file.write(changed);
            console.say("Context " + name + " is " + coordinator
                    + (changed.current().equals(Optional.of(name)) ? ", and used." : "; 'scanctl context use "
                            + name + "' makes it the one used."));
            return ExitCode.DONE;
        }
    }
}
