/**
 * What an engine learns from what it hears: round trips, loss, limits of ICMP, signs of life, local drops, and how often to
 * try. In: events with their times. Out: estimates. Knows no unit, port or transport; owned by the engine's thread.
 */
@NullMarked
package dev.scanctl.agent.probe.measure;

import org.jspecify.annotations.NullMarked;
