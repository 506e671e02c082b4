/**
 * What operators type, read into sets: targets, ports, service names, or one {@link
 * dev.scanctl.coordinator.grammar.BadInput} that shows the offending text and where it stands. No state and no thread of
 * its own; look-ups of host names go through a resolver that the caller passes.
 */
@NullMarked
package dev.scanctl.coordinator.grammar;

import org.jspecify.annotations.NullMarked;
