package dev.scanctl.coordinator.lease;

import dev.scanctl.wire.AddressSet;

/**
 * A lease as its agent gets it.
 *
 * @param askedSeq the agent's message from whose sending the lease runs
 * @param addresses what is to be probed: the unit's, without committed hosts, exclusions and hosts that are down; never
 *     empty
 * @param liveKnown whether hosts were found down; those are not among the addresses
 */
public record GrantedUnit(
        LeaseId lease, ScanTerms terms, AddressSet addresses, boolean liveKnown, long askedSeq, Share share) {}
