package dev.scanctl.coordinator.store;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Lets tests of other packages stop a store as a power cut would. */
public final class StoreHalt {
    /** Held here so that its level stays: that commits fail after a halt is no news. */
    private static final Logger WRITER = Logger.getLogger(Writer.class.getName());

    private StoreHalt() {}

    public static void halt(Store store) {
        WRITER.setLevel(Level.OFF);
        store.halt();
    }
}
