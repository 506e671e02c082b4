package dev.scanctl.agent.accuracy;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.wire.Protocol;

/**
 * How much of a network is scanned, and how.
 *
 * @param units scanned at a time, each with hosts of its own
 * @param hosts of each unit
 * @param ports of each host
 * @param openShare of the ports of a host that has many open
 * @param hearsLate whether the transport hears answers to attempts that it gave up, as raw ones do
 */
record Shape(
        Protocol protocol, int units, int hosts, int ports, double openShare, ProbeLimits limits, boolean hearsLate) {}
