package dev.scanctl.coordinator.backup;

/** A backup cannot be made now; the message is one sentence. */
public final class BackupRefused extends Exception {
    private static final long serialVersionUID = 1;

    BackupRefused(String sentence) {
        super(sentence);
    }
}
