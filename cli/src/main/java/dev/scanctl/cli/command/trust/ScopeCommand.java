package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Bounds;
import dev.scanctl.cli.verb.HoursOptions;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.verb.TargetList;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.verb.WindowList;
import dev.scanctl.cli.view.ScopeColumns;
import dev.scanctl.proto.v1.Scope;
import dev.scanctl.proto.v1.ScopeSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scope}: what operators may have scanned. */
@Command(
        name = "scope",
        description = "Scopes: which addresses, ports and hours who may have scanned.",
        synopsisSubcommandLabel = "list|create|delete",
        subcommands = {ScopeCommand.ListAll.class, ScopeCommand.Create.class, ScopeCommand.Delete.class})
public final class ScopeCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        return list(root(), console);
    }

    private static ExitCode list(Root root, Console console) {
        try (Session session = root.open(false)) {
            List<Scope> scopes = session.client().control().scopes();
            try (Rows<Scope> rows = Rows.to(console, root.format(), ScopeColumns.of())) {
                scopes.forEach(rows::add);
            }
            if (scopes.isEmpty() && root.format().forPeople()) {
                console.say("No scope, so nobody may have anything scanned; 'scanctl scope create NAME TARGET...' makes one.");
            }
        }
        return ExitCode.DONE;
    }

    /** {@code scope list}. */
    @Command(name = "list", description = "List scopes.")
    static final class ListAll extends Verb {
        @Override
        protected ExitCode run(Console console) {
            return list(root(), console);
        }
    }

    /** {@code scope create}. */
    @Command(name = "create", description = {
        "Make a scope: a scan must lie wholly within one that its operator holds.",
        "A scope does not change: delete it, and make it anew."
    })
    static final class Create extends Verb {
        @Parameters(paramLabel = "NAME TARGET", arity = "0..*", description = "Its name, and what may be scanned.")
        List<String> words = new ArrayList<>();

        @Option(names = "--to", paramLabel = "NAME", split = ",",
                description = "Operators who hold it, or token:NAME; default: you.")
        List<String> to = new ArrayList<>();

        @Option(names = "--exclude", paramLabel = "TARGET", split = ",", description = "But not these.")
        List<String> exclude = new ArrayList<>();

        @Option(names = {"-p", "--ports"}, paramLabel = "PORTS", description = "Only these ports; default: all.")
        String ports = "";

        @Option(names = "--rate", paramLabel = "N", description = "At most so many probes a second, all scans under it together.")
        @Nullable Long rate;

        @Mixin
        HoursOptions hours = new HoursOptions();

        @Option(names = "--ttl", paramLabel = "TIME", description = "It ends after this time; default: when deleted.")
        @Nullable String ttl;

        @Override
        protected ExitCode run(Console console) {
            if (words.size() < 2) {
                throw Failure.usage("say the scope's name and what may be scanned, such as 'scanctl scope create plant 10.20.0.0/16'");
            }
            ScopeSpec spec = ScopeSpec.newBuilder()
                    .setName(words.getFirst())
                    .addAllTargets(TargetList.of(words.subList(1, words.size())))
                    .addAllExclusions(TargetList.of(exclude))
                    .setPorts(ports)
                    .setMaxPps(Bounds.rate("--rate", rate))
                    .setHours(WindowList.of(hours, console.zone()))
                    .setTtlMs(ttl == null ? 0 : Lengths.parse("--ttl", ttl).toMillis())
                    .addAllHolders(to)
                    .build();
            try (Session session = open()) {
                Scope made = session.client().control().createScope(spec);
                console.say("Scope " + made.getName() + " is held by "
                        + String.join(", ", made.getSpec().getHoldersList()) + ".");
            }
            return ExitCode.DONE;
        }
    }

    /** {@code scope delete}. */
    @Command(name = "delete", description = "Delete a scope; scans that run under it wait.")
    static final class Delete extends Verb {
        @Parameters(paramLabel = "NAME", description = "Name of the scope.")
        String name = "";

        @Override
        protected ExitCode run(Console console) {
            try (Session session = open()) {
                session.client().control().deleteScope(name);
            }
            console.say("Scope " + name + " is gone. Scans that run under it wait; 'scanctl cancel SCAN' ends them.");
            return ExitCode.DONE;
        }
    }
}
