package dev.scanctl.coordinator;

import dev.scanctl.coordinator.backup.BadBackup;
import dev.scanctl.coordinator.backup.Restoration;
import dev.scanctl.coordinator.backup.RestoreRefused;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.program.Errand;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** {@code scan-coordinator restore}: a backup takes the place of the store, or begins one. */
final class RestoreErrand extends Errand {
    private static final int DAMAGED = 1;
    private static final int UNVERIFIED = 3;

    RestoreErrand() {
        super(
                "scan-coordinator",
                "restore",
                "puts a backup (restore FILE) into a data directory, while no coordinator runs on it.",
                new Word("--data", "DIR", "Directory of the store, as for the coordinator itself."),
                Word.flag("--replace", "Though there is a store: it is kept beside the new one under another name."));
    }

    @Override
    protected int run(Words words, List<String> rest, Surroundings around) throws IOException {
        if (rest.size() != 1) {
            throw new Refused("say which backup: scan-coordinator restore FILE", null);
        }
        Path backup = Path.of(rest.getFirst());
        if (!Files.isReadable(backup)) {
            throw new Refused("there is no file " + backup + " that can be read", null);
        }
        Path data = words.of("--data").isEmpty()
                ? Settings.defaultData(around.environment())
                : Path.of(words.of("--data"));
        try {
            new Restoration(data, words.has("--replace"), Clock.systemUTC())
                    .restore(backup)
                    .sentences()
                    .forEach(around.out()::println);
            if (!Authorities.in(data)) {
                around.out().println("There is no trust/ in " + data + ", which no backup holds: put yours back there.");
            }
            return 0;
        } catch (RestoreRefused e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        } catch (BadBackup e) {
            around.err().println("scan-coordinator: nothing was restored from " + backup + ": " + e.getMessage());
            return e.fault() == BadBackup.Fault.DAMAGED ? DAMAGED : UNVERIFIED;
        }
    }
}
