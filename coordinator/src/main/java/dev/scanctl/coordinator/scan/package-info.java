/**
 * The life cycle of scans: what an operator asks comes in, rows and orders to the lease desk go out, and progress is
 * told to watchers. Calls come on the callers' own (virtual) threads; what they share is in the store.
 */
@NullMarked
package dev.scanctl.coordinator.scan;

import org.jspecify.annotations.NullMarked;
