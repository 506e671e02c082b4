package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code backup create}: into a file of this machine, which only its owner may read. */
@Command(
        name = "create",
        description = {
            "Copy the coordinator's store and audit log into FILE, while scans go on.",
            "The copy is opened twice and compared before it gets its name."
        })
public final class BackupCreateCommand extends Verb {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Parameters(paramLabel = "FILE|DIR", description = "What it is to be called, or where it is to stand.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path place;

    @Override
    protected ExitCode run(Console console) throws IOException {
        Instant now = root().surroundings().clock().instant();
        Path file = place.toFile().isDirectory() ? place.resolve("scanctl-" + STAMP.format(now) + ".backup") : place;
        return BackupCreateRun.run(root(), console, file);
    }
}
