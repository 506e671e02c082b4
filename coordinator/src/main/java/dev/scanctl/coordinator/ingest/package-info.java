/**
 * Results in, rows out: what an agent reports is held against the plan of its scan, then applied exactly once. Checking
 * runs on the caller's thread, the transaction on the store's writer thread, and the answer comes after the sync.
 */
@NullMarked
package dev.scanctl.coordinator.ingest;

import org.jspecify.annotations.NullMarked;
