/**
 * Backups: the store and the audit log of a running coordinator go in, one file comes out, which can be checked and put in
 * the place of a store by anyone who has it, without a coordinator. Runs on the thread that calls.
 */
@NullMarked
package dev.scanctl.coordinator.backup;

import org.jspecify.annotations.NullMarked;
