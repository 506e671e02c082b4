package dev.scanctl.agent.policy;

import dev.scanctl.wire.AddressRange;

/**
 * One range of a policy's file, or one that every policy has.
 *
 * @param line as it stands in the file, for people; such as {@code line 3: deny 10.20.9.0/24}
 */
record Rule(AddressRange range, String line) {}
