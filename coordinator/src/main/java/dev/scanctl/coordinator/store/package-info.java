/**
 * The embedded store: rows in, rows out. All SQL of the coordinator stands here. One writer thread owns the write
 * connection and commits, syncs, then completes; readers take short transactions of their own on any thread.
 */
@NullMarked
package dev.scanctl.coordinator.store;

import org.jspecify.annotations.NullMarked;
