/**
 * The agent as a program: its configuration, its identity and its wiring. Units come from {@code lease}, go through the
 * engines of {@code probe} and leave by {@code report}; one control thread owns leases and reports, and each engine has
 * a thread of its own.
 */
@NullMarked
package dev.scanctl.agent;

import org.jspecify.annotations.NullMarked;
