package dev.scanctl.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.program.LongRunning.About;
import dev.scanctl.program.LongRunning.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongRunningTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private enum Knob implements Setting {
        HOW_FAR;

        @Override
        public String prefix() {
            return "KNOB_";
        }

        @Override
        public String valueName() {
            return "N";
        }

        @Override
        public String help() {
            return "How far to go.";
        }
    }

    /** A program that ends as it starts, in the way a test wants. */
    private static final class Testing extends LongRunning<Knob> {
        private final Function<Given<Knob>, AutoCloseable> start;

        Testing(Surroundings around, Function<Given<Knob>, AutoCloseable> start) {
            super(new About("testing", "Tests.", "Take care."), Knob.class, around);
            this.start = start;
        }

        @Override
        protected AutoCloseable start(Given<Knob> given) {
            return start.apply(given);
        }
    }

    private int run(Map<String, String> environment, Function<Given<Knob>, AutoCloseable> start, String... args) {
        Surroundings around = new Surroundings(environment, print(out), print(err));
        return new Testing(around, start).run(args);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static AutoCloseable read(Given<Knob> given) {
        throw new Refused("it goes " + given.require(Knob.HOW_FAR, Integer::parseInt), null);
    }

    @Test
    void anErrorIsOneSentenceThatSaysWhatToReportAndSeventy() {
        int code = run(Map.of(), _ -> {
            throw new NoClassDefFoundError("dev/scanctl/Gone");
        });

        assertThat(code).isEqualTo(70);
        assertThat(said()).isEqualTo("testing: internal error: java.lang.NoClassDefFoundError: dev/scanctl/Gone;"
                + " please report this line and the log above it" + System.lineSeparator());
    }

    @Test
    void aStartThatCannotBeIsARefusal() {
        assertThat(run(Map.of("KNOB_HOW_FAR", " 3 "), LongRunningTest::read)).isEqualTo(2);
        assertThat(said().lines()).containsExactly("testing: it goes 3");
    }

    @Test
    void theCommandLineCountsBeforeTheEnvironmentBeforeTheFile(@TempDir Path directory) throws Exception {
        String file = Files.writeString(directory.resolve("knobs"), "how-far = 1\n").toString();

        run(Map.of("KNOB_CONFIG", file), LongRunningTest::read);
        run(Map.of("KNOB_CONFIG", file, "KNOB_HOW_FAR", "2"), LongRunningTest::read);
        run(Map.of("KNOB_HOW_FAR", "2"), LongRunningTest::read, "--how-far", "3", "--config", file);

        assertThat(said().lines()).containsExactly("testing: it goes 1", "testing: it goes 2", "testing: it goes 3");
    }

    @Test
    void refusalsNameTheSource(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("knobs"), "how-near = 1\n");

        assertThat(run(Map.of(), LongRunningTest::read)).isEqualTo(2);
        assertThat(run(Map.of("KNOB_HOW_FAR", "x"), LongRunningTest::read)).isEqualTo(2);
        assertThat(run(Map.of(), LongRunningTest::read, "--config", file.toString())).isEqualTo(2);

        assertThat(said().lines())
                .containsExactly(
                        "testing: --how-far N is required; it can also be set as KNOB_HOW_FAR or in the file of --config",
                        "testing: KNOB_HOW_FAR: For input string: \"x\"",
                        "testing: unknown key 'how-near' in " + file + "; known are how-far");
    }

    @Test
    void helpNamesTheSettingsAndStartsNothing() {
        assertThat(run(Map.of(), LongRunningTest::read, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Tests.", "--how-far=N", "KNOB_NAME", "Take care.");
    }
}
