package dev.scanctl.coordinator.backup;

/** What there is in a backup. */
enum Part {
    /** The store's file in a zip archive of its own, as H2 makes it. */
    STORE("store.zip"),
    /** The audit log up to the newest record at that moment; absent where none is kept. */
    AUDIT("audit.log"),
    /** See {@link Manifest}. */
    MANIFEST("manifest.properties");

    private final String label;

    Part(String label) {
        this.label = label;
    }

    /** Name in the archive. */
    String label() {
        return label;
    }
}
