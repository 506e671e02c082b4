package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Surroundings;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Stream;

/** Runs command lines with {@code --local} on a store of their own. */
final class LocalCli {
    private final Path home;

    LocalCli(Path home) {
        this.home = home;
    }

    Cli.Result run(String... args) {
        return fed(new byte[0], args);
    }

    /** With something on standard input. */
    Cli.Result fed(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                out, new PrintStream(err, true, UTF_8), new ByteArrayInputStream(input), UTF_8, Terminal.NONE, ZoneId.of("UTC"));
        Map<String, String> environment = Map.of("SCANCTL_HOME", home.toString());
        int code = new Program(new Surroundings(
                        console,
                        environment,
                        new RealSessions(environment, console),
                        new Interrupts(fire -> {}),
                        InstantSource.system(),
                        "test"))
                .run(Stream.concat(Stream.of(args), Stream.of("--local")).toArray(String[]::new));
        return new Cli.Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
