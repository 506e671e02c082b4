package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.coordinator.backup.BadBackup;
import dev.scanctl.coordinator.backup.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code backup verify}: whether a file can be relied on. No coordinator is asked. */
@Command(
        name = "verify",
        description = {
            "Check that a backup is whole: its digests, and its store opened twice.",
            "Needs room for its store beside the file, and asks no coordinator."
        })
public final class BackupVerifyCommand extends Verb {
    @Parameters(paramLabel = "FILE", description = "What 'scanctl backup create' made.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path file;

    @Override
    protected ExitCode run(Console console) throws IOException {
        if (!Files.isReadable(file)) {
            throw Failure.usage("there is no file " + file + " that can be read");
        }
        try {
            console.dataLine(BackupText.whole(Verification.of(file)));
            return ExitCode.DONE;
        } catch (BadBackup e) {
            return switch (e.fault()) {
                case DAMAGED -> {
                    console.dataLine("NOT WHOLE: " + e.getMessage() + ".");
                    yield ExitCode.DIFFERENCES;
                }
                case NEWER -> throw new Failure(ExitCode.UNVERIFIED, "cannot check " + file + ": " + e.getMessage(), e);
            };
        }
    }
}
