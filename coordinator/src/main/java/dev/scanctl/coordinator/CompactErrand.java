package dev.scanctl.coordinator;

import dev.scanctl.coordinator.store.FreeSpace;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.program.Errand;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import java.nio.file.Path;
import java.util.List;

/** {@code scan-coordinator compact}: the disk gets what a store's file does not need. */
final class CompactErrand extends Errand {

    CompactErrand() {
        super(
                "scan-coordinator",
                "compact",
                "writes the store's file anew, without the space it does not use, while no coordinator runs on it:"
                        + " some seconds for each 100 MB in use. Needs room for as much beside it.",
                new Word("--data", "DIR", "Directory of the store, as for the coordinator itself."));
    }

    @Override
    protected int run(Words words, List<String> rest, Surroundings around) {
        if (!rest.isEmpty()) {
            throw new Refused("'" + rest.getFirst() + "' is not understood: scan-coordinator compact [--data DIR]", null);
        }
        Path data = words.of("--data").isEmpty()
                ? Settings.defaultData(around.environment())
                : Path.of(words.of("--data"));
        try {
            FreeSpace.Shrunk shrunk = FreeSpace.giveBack(data);
            around.out().println("The store's file was " + (shrunk.bytesBefore() >> 20) + " MB and is "
                    + (shrunk.bytesNow() >> 20) + " MB now.");
            return 0;
        } catch (StoreException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }
}
