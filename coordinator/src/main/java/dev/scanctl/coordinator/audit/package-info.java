/**
 * The audit log: who changed what, who was refused, who read results. In come entries from calls on any thread; out goes an
 * append-only file of its own whose records hang together by hashes, synced in groups by the thread {@code audit-log} before
 * the effect of a call.
 */
@NullMarked
package dev.scanctl.coordinator.audit;

import org.jspecify.annotations.NullMarked;
