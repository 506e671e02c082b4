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

/** Runs command lines whose {@code --local} is a home of their own. */
record LocalCommands(Path home) {

    Cli.Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                out,
                new PrintStream(err, true, UTF_8),
                new ByteArrayInputStream(new byte[0]),
                UTF_8,
                Terminal.NONE,
                ZoneId.of("UTC"));
        Map<String, String> environment = Map.of("SCANCTL_HOME", home.toString());
        int code = new Program(new Surroundings(
                        console,
                        environment,
                        new RealSessions(environment, console),
                        new Interrupts(fire -> {}),
                        InstantSource.system(),
                        "test"))
                .run(args);
        return new Cli.Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
