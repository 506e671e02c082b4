/**
 * The words of leasing, as values: what the lease table is told and asks for, and the ways to the store, to agents and
 * to listeners as it sees them. Immutable; no thread of its own.
 */
@NullMarked
package dev.scanctl.coordinator.lease;

import org.jspecify.annotations.NullMarked;
