package dev.scanctl.coordinator.lease;

import dev.scanctl.wire.AddressSet;

/**
 * A lease as its agent gets it.
 *
 * @param askedSeq the agent's message from whose sending the lease runs
 * @param addresses the unit's, without committed hosts and exclusions; never empty
 */
public record GrantedUnit(LeaseId lease, ScanTerms terms, AddressSet addresses, long askedSeq, Share share) {}
