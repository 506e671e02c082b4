/**
 * Who may make which call: roles, callers, and the one table that says of every call who may make it and how it goes on
 * record. Knows nothing of how a caller is recognised.
 */
@NullMarked
package dev.scanctl.coordinator.access;

import org.jspecify.annotations.NullMarked;
