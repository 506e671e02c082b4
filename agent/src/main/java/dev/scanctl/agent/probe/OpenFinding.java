package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;

/**
 * An open port.
 *
 * @param outcome open with its reason
 * @param rttMicros from the answered attempt to its answer; 0: not measured
 * @param attempts attempts sent until it answered, from 1
 * @param atNanos when, on the engine's clock
 */
public record OpenFinding(Address address, int port, Outcome outcome, int rttMicros, int attempts, long atNanos) {}
