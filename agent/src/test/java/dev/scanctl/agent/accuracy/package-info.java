/**
 * How often the engine's verdicts are those of the network: whole scans of simulated networks in virtual time, under every
 * fault that the simulation knows. A {@code Condition} and a seed make a {@code World}; its {@code Score} holds the verdicts
 * against the truth. The tests run a little of each; {@code AccuracyBench} as much as a figure takes.
 */
@NullMarked
package dev.scanctl.agent.accuracy;

import org.jspecify.annotations.NullMarked;
