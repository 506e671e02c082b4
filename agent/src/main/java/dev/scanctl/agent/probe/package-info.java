/**
 * What probing is about, apart from how it is done: the units that come in, the limits they are probed within, the
 * {@link dev.scanctl.agent.probe.Transport} that sends probes and hands back replies, and what a listener hears of it.
 */
@NullMarked
package dev.scanctl.agent.probe;

import org.jspecify.annotations.NullMarked;
