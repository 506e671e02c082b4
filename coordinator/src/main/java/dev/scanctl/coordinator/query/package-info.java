/**
 * Filters in, pages of observations out. Committed rows only, below a watermark taken at the start; each page is read in
 * a short transaction of its own, so a slow reader costs neither memory nor file. Runs on the caller's thread.
 */
@NullMarked
package dev.scanctl.coordinator.query;

import org.jspecify.annotations.NullMarked;
