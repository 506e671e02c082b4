/**
 * A network in memory with virtual time, drawn by a seed: hosts, loss, delay, limits and faults of the probing machine.
 * What an engine sends goes in, what a kernel would hand back comes out. Everything runs on the test's thread.
 */
@NullMarked
package dev.scanctl.agent.sim;

import org.jspecify.annotations.NullMarked;
