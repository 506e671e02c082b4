/**
 * Where the lease table meets the world: calls of any thread and answers of the store come in as events; guarded writes
 * and agents' messages go out. {@link dev.scanctl.coordinator.desk.LeaseDesk} owns the table on the one thread named
 * {@code lease-desk}.
 */
@NullMarked
package dev.scanctl.coordinator.desk;

import org.jspecify.annotations.NullMarked;
