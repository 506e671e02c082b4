/**
 * Retention: raw results of scans that ended long ago go, in small batches beside everything else; the scans' own rows, their
 * counts and what timelines took from them stay. Runs on the thread of the call.
 */
@NullMarked
package dev.scanctl.coordinator.prune;

import org.jspecify.annotations.NullMarked;
