/**
 * What a scan will probe, as arithmetic. A {@code ScanSpec} comes in; out goes a {@link
 * dev.scanctl.coordinator.plan.Plan}, whose units are numbers that map to rectangles of addresses and ports and back.
 * Everything is immutable and safe on any thread; only the planner waits, for host names.
 */
@NullMarked
package dev.scanctl.coordinator.plan;

import org.jspecify.annotations.NullMarked;
