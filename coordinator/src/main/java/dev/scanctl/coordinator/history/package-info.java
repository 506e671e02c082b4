/**
 * What one segment saw of a host's ports over all scans, as intervals of one state: observations in, intervals out. Pure;
 * in whatever order observations come, and however often, the intervals are the same.
 */
@NullMarked
package dev.scanctl.coordinator.history;

import org.jspecify.annotations.NullMarked;
