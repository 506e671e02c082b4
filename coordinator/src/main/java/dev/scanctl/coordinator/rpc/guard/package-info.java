/** What stands before every call: who makes it, whether that may be, and its record. */
@NullMarked
package dev.scanctl.coordinator.rpc.guard;

import org.jspecify.annotations.NullMarked;
