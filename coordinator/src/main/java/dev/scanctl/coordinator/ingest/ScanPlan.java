package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.wire.AddressSet;

/**
 * A scan's plan with what was excluded since. Immutable.
 *
 * @param createdMs when the scan was submitted
 * @param overlay number of the newest overlay; 0: none
 * @param excluded addresses of all overlays
 * @param zone of its link-local addresses; empty: it has none
 */
public record ScanPlan(long scanId, long createdMs, Plan plan, AddressSet addresses, int overlay, AddressSet excluded, String zone) {}
