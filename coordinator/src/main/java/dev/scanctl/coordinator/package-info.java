/**
 * The coordinator as a whole: its configuration, its wiring by hand, the addresses it listens on, and the program
 * {@code scan-coordinator}. Calls run on virtual threads; every part below has an owner thread of its own.
 */
@NullMarked
package dev.scanctl.coordinator;

import org.jspecify.annotations.NullMarked;
