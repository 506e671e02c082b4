/**
 * What keeps scans from being probed while they run: the stop of all probing, a scope that is gone, the hours of the week. Asked
 * by the lease desk's thread; changed by calls of any thread.
 */
@NullMarked
package dev.scanctl.coordinator.hold;

import org.jspecify.annotations.NullMarked;
