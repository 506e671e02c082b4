/**
 * Who may probe what: what operators want, what agents say, what the store answers and time come in; wishes for the
 * store and words for agents go out. {@link dev.scanctl.coordinator.lease.table.LeaseTable} decides and touches nothing:
 * no clock, no file, no socket. Used by one thread, which is the desk's.
 */
@NullMarked
package dev.scanctl.coordinator.lease.table;

import org.jspecify.annotations.NullMarked;
