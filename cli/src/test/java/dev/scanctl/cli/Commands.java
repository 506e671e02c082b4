package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Terminal;
import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs command lines as the program does, but within this process, which has loaded it already.
 *
 * @param environment all that they see of it
 * @param last words that follow those of each
 */
public record Commands(Map<String, String> environment, List<String> last) {

    /** What a run printed, and how it ended. */
    public record Result(int code, String out, String err) {}

    /** Those whose {@code --local} is a home of their own. */
    static Commands at(Path home) {
        return new Commands(Map.of("SCANCTL_HOME", home.toString()), List.of());
    }

    /** The same with {@code --local}. */
    static Commands local(Path home) {
        return new Commands(Map.of("SCANCTL_HOME", home.toString()), List.of("--local"));
    }

    public Result run(String... words) {
        return fed(new byte[0], words);
    }

    /** With something on standard input. */
    Result fed(byte[] input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                out, new PrintStream(err, true, UTF_8), new ByteArrayInputStream(input), UTF_8, Terminal.NONE, ZoneId.of("UTC"));
        int code = new Program(new Surroundings(
                        console,
                        environment,
                        new RealSessions(environment, console),
                        new Interrupts(fire -> {}),
                        InstantSource.system(),
                        "test"))
                .run(Stream.concat(Stream.of(words), last.stream()).toArray(String[]::new));
        return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
