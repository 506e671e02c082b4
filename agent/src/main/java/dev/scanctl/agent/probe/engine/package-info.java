/**
 * The probe engine: units come in, verdicts go out. It owns the order, the pacing, the retransmissions, the time-outs
 * and the verdict per port; a {@link dev.scanctl.agent.probe.Transport} only sends probes and hands back replies. The
 * engine is a state machine that takes time as an argument; in production one named platform thread runs each engine.
 */
@NullMarked
package dev.scanctl.agent.probe.engine;

import org.jspecify.annotations.NullMarked;
