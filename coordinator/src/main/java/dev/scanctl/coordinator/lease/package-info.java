/**
 * Work units out, leases kept: planned units, agents' sessions and the store's answers come in; grants, renewals,
 * revocations and guarded writes go out. {@link dev.scanctl.coordinator.lease.LeaseTable} decides and touches nothing;
 * {@link dev.scanctl.coordinator.lease.LeaseDesk} owns it on the one thread named {@code lease-desk}.
 */
@NullMarked
package dev.scanctl.coordinator.lease;

import org.jspecify.annotations.NullMarked;
