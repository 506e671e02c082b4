package dev.scanctl.cli.command.keep;

import dev.scanctl.coordinator.backup.Verification;

/** What people are told of a backup. */
final class BackupText {
    private BackupText() {}

    static String whole(Verification found) {
        return "Whole: made " + found.manifest().madeAt() + " by version " + found.manifest().program() + ", "
                + found.tables().size() + " tables with " + found.rows() + " rows, alike when opened twice.";
    }
}
