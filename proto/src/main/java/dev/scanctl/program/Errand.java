package dev.scanctl.program;

import dev.scanctl.program.LongRunning.Surroundings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Something short that a long-running program can be asked for instead: it does it, says so and ends. */
public abstract class Errand {
    private final String program;
    private final String name;
    private final String purpose;
    private final List<Word> words;

    /**
     * An option of the errand.
     *
     * @param value what stands for its value in the help; empty: it has none, and is given or not
     */
    public record Word(String option, String value, String help) {
        /** An option without a value. */
        public static Word flag(String option, String help) {
            return new Word(option, "", help);
        }

        private OptionSpec spec() {
            OptionSpec.Builder spec = OptionSpec.builder(option).description(help);
            return value.isEmpty()
                    ? spec.type(boolean.class).build()
                    : spec.paramLabel(value).type(String.class).build();
        }
    }

    /** What was given for each option, empty where nothing was. */
    public record Words(Map<String, String> given) {
        public String of(String option) {
            return given.getOrDefault(option, "");
        }

        /** Whether an option without a value was given. */
        public boolean has(String option) {
            return !of(option).isEmpty();
        }

        /** What was given, or a refusal. */
        public String require(String option) {
            if (of(option).isEmpty()) {
                throw new Refused(option + " is required", null);
            }
            return of(option);
        }
    }

    protected Errand(String program, String name, String purpose, Word... words) {
        this.program = program;
        this.name = name;
        this.purpose = purpose;
        this.words = List.of(words);
    }

    public final String name() {
        return name;
    }

    public final String purpose() {
        return purpose;
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Refused or IOException if it cannot be done, with one sentence
     */
    protected abstract int run(Words words, List<String> rest, Surroundings around) throws IOException;

    final int run(List<String> arguments, Surroundings around) {
        CommandSpec spec = CommandSpec.create().name(program + " " + name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(purpose);
        for (Word word : words) {
            spec.addOption(word.spec());
        }
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*").hidden(true).type(List.class).auxiliaryTypes(String.class).build());
        ParseResult parsed = new CommandLine(spec).parseArgs(arguments.toArray(String[]::new));
        if (parsed.isUsageHelpRequested()) {
            spec.commandLine().usage(around.out());
            return 0;
        }
        Map<String, String> given = new TreeMap<>();
        words.stream().filter(word -> parsed.hasMatchedOption(word.option())).forEach(word ->
                given.put(word.option(), String.valueOf(parsed.<Object>matchedOptionValue(word.option(), ""))));
        try {
            return run(new Words(given), parsed.matchedPositionalValue(0, List.<String>of()), around);
        } catch (IOException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }
}
