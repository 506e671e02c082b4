package dev.scanctl.coordinator.store;

import java.nio.file.Path;

/** Opens a store and ends; a process of its own, to be killed meanwhile. */
final class OpeningProcess {
    private OpeningProcess() {}

    public static void main(String[] args) {
        Store.open(Path.of(args[0])).close();
    }
}
