package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.nmap.NmapFile;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code import}: what other scanners have seen. */
@Command(
        name = "import",
        description = "Take in what another scanner has seen.",
        synopsisSubcommandLabel = "nmap",
        subcommands = ImportCommand.Nmap.class)
public final class ImportCommand extends Verb {

    @Override
    protected ExitCode run(Console console) {
        throw new ParameterException(spec.commandLine(), "say whose file: 'scanctl import nmap FILE --from SEGMENT'");
    }

    /** {@code import nmap}. */
    @Command(
            name = "nmap",
            description = {
                "Take in a report that nmap wrote with -oX, as a scan that has ended. What it",
                "says was covered is what the scan covers; what it does not tell is unknown.",
                "The same file again changes nothing."
            })
    static final class Nmap extends Verb {
        @Parameters(index = "0", paramLabel = "FILE", description = "The report; - is standard input.")
        String file = "";

        @Option(names = "--from", paramLabel = "SEGMENT", required = true, description = "From where it was seen.")
        String from = "";

        @Option(names = "--new-segment", description = "The segment need not be known.")
        boolean newSegment;

        @Option(names = "--covered", paramLabel = "PORTS", description = "Ports that were covered, where the file does not say.")
        @Nullable String covered;

        @Option(names = "--name", paramLabel = "NAME", description = "Name of the scan; default: that of the file.")
        @Nullable String name;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why the scan was made.")
        String reason = "";

        @Override
        protected ExitCode run(Console console) {
            try (ReportedHosts hosts = ReportedHosts.none();
                    SessionAhead session = new SessionAhead(this::open)) {
                return ImportRun.of(this, console, NmapFile.of(file, console.in()), hosts, session).send();
            }
        }
    }
}
