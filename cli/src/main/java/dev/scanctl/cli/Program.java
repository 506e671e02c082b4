package dev.scanctl.cli;

import dev.scanctl.cli.command.Scanctl;
import dev.scanctl.cli.verb.Surroundings;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.BrokenPipe;
import dev.scanctl.cli.output.Console;
import dev.scanctl.program.Spelling;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the command line: arguments in, exit code out. The one place where failures become words. */
final class Program {
    /** The values of an option as picocli lists them: by the names of constants, which nobody types. */
    private static final Pattern CHOICES = Pattern.compile("expected one of \\[[^]]*]");

    private final Surroundings surroundings;
    private final Console console;
    private @Nullable Exception ending;

    Program(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
    }

    int run(String... args) {
        try {
            int code = commandLine().execute(args);
            return ending == null ? flushed(code) : ended(ending);
        } catch (Throwable e) {
            return ended(e);
        }
    }

    private int flushed(int code) {
        try {
            console.flush();
            return code;
        } catch (BrokenPipe readerLeft) {
            return code;
        } catch (RuntimeException e) {
            return ended(e);
        }
    }

    /** What nobody foresaw is reported, its trace only on demand. */
    private int ended(Throwable e) {
        boolean debug = !surroundings.environment().getOrDefault("SCANCTL_DEBUG", "").isEmpty();
        if (debug) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(console::error);
        }
        return switch (e) {
            case BrokenPipe _ -> ExitCode.DONE.code();
            case Failure failure -> {
                // Lines behind the sentence that begin with blanks show what it is about.
                for (String line : ("scanctl: " + failure.sentence()).split("\n(?= {2})")) {
                    console.error(line);
                }
                yield failure.exitCode().code();
            }
            default -> {
                console.error("scanctl: internal error: " + e
                        + (debug ? "" : "; please report this line and what SCANCTL_DEBUG=1 adds to it"));
                yield ExitCode.INTERNAL.code();
            }
        };
    }

    /** picocli prints the trace of what an exception handler throws on, so it is kept for {@link #run}. */
    private int keep(Exception e) {
        ending = e;
        return ExitCode.INTERNAL.code();
    }

    private CommandLine commandLine() {
        CommandLine line = new CommandLine(new Scanctl(surroundings));
        StringWriter help = new StringWriter();
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(80)
                .setUsageHelpAutoWidth(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setAbbreviatedOptionsAllowed(false)
                // @NAME is a saved filter, whatever files there are.
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(help))
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((e, _, _) -> keep(e))
                .setExecutionStrategy(parsed -> {
                    Integer helped = CommandLine.executeHelpRequest(parsed);
                    if (helped != null) {
                        console.data(help.toString());
                        return ExitCode.DONE.code();
                    }
                    return new CommandLine.RunLast().execute(parsed);
                });
        Map<String, String> codes = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values()).forEach(c -> codes.put(Integer.toString(c.code()), c.sentence()));
        line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        everyCommand(line);
        return line;
    }

    private static void everyCommand(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        spec.usageMessage()
                .synopsisHeading("Usage: ")
                .parameterListHeading("%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .abbreviateSynopsis(true)
                .sortOptions(false);
        line.getSubcommands().values().forEach(Program::everyCommand);
    }

    private int misused(ParameterException e, String[] args) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            boolean option = word.startsWith("-");
            boolean command = !option && !spec.subcommands().isEmpty();
            console.error("scanctl: there is no " + (option ? "option" : command ? "command" : "place for") + " '" + word + "'"
                    + Spelling.nearest(word, option ? spec.optionsMap().keySet() : spec.subcommands().keySet())
                            .map(meant -> "; did you mean '" + meant + "'?")
                            .orElse(""));
        } else {
            String sentence = String.valueOf(e.getMessage()).lines().findFirst().orElse("the command line is malformed");
            console.error("scanctl: "
                    + CHOICES.matcher(sentence).replaceAll(choices -> choices.group().toLowerCase(Locale.ROOT)));
        }
        console.error("See '" + spec.qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }
}
