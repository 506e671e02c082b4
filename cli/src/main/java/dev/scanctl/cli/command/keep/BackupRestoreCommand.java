package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.local.LocalHome;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.coordinator.backup.BadBackup;
import dev.scanctl.coordinator.backup.Restoration;
import dev.scanctl.coordinator.backup.RestoreRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup restore}: the user's own store as it was. A coordinator's is restored where it runs. */
@Command(
        name = "restore",
        description = {
            "Put a backup in the place of the store of --local.",
            "A coordinator's is restored on its host, by 'scan-coordinator restore FILE'."
        })
public final class BackupRestoreCommand extends Verb {
    @Parameters(paramLabel = "FILE", description = "What 'scanctl backup create' made.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path file;

    @Option(names = "--replace", description = "Though there is a store: it is kept beside the new one under another name.")
    boolean replace;

    @Override
    protected ExitCode run(Console console) throws IOException {
        if (!root().local()) {
            throw Failure.usage("a coordinator's store is restored on its host, while it is stopped: scan-coordinator restore "
                    + file + " --data DIR; --local means a store of your own");
        }
        if (!Files.isReadable(file)) {
            throw Failure.usage("there is no file " + file + " that can be read");
        }
        LocalHome home = LocalHome.of(root().surroundings().environment());
        home.create();
        try {
            new Restoration(home.store(), replace, Clock.systemUTC())
                    .restore(file)
                    .sentences()
                    .forEach(console::say);
            return ExitCode.DONE;
        } catch (RestoreRefused e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (BadBackup e) {
            ExitCode code = switch (e.fault()) {
                case DAMAGED -> ExitCode.DIFFERENCES;
                case NEWER -> ExitCode.UNVERIFIED;
            };
            throw new Failure(code, "nothing was restored from " + file + ": " + e.getMessage(), e);
        }
    }
}
