package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.SipHash;
import dev.scanctl.wire.Address;

/**
 * What makes an answer ours. A probe's slot stands in its source port and, as far as there are more slots than ports, in the
 * lowest bits of its sequence number; the bits above are a keyed hash of target, port and slot. Any answer carries both
 * numbers, so it names its slot, and nobody who did not see the probe can make one up (one in 2^28 with 65,536 slots and
 * 4,096 ports).
 */
final class Validation {
    private final SourcePorts ports;
    private final int slots;
    /** Of the slot's number, those that stand in the sequence number. */
    private final int extraBits;

    private final int portBits;
    private final SipHash hash;

    /** @param slots a power of two */
    Validation(SourcePorts ports, int slots, SipHash hash) {
        this.ports = ports;
        this.slots = slots;
        this.hash = hash;
        this.portBits = Integer.numberOfTrailingZeros(ports.count());
        this.extraBits = Math.max(0, Integer.numberOfTrailingZeros(slots) - portBits);
    }

    /** The source port of a slot's probe. */
    int sourcePort(int slot) {
        return ports.first() + (slot & ports.count() - 1);
    }

    /** The sequence number of a slot's probe. */
    int sequence(Address target, int port, int slot) {
        return sequence(target.v6(), target.high(), target.low(), port, slot);
    }

    /** The slot that an answer speaks of, whether it is ours or not; −1: no probe has this source port. */
    int slot(int sourcePort, int sequence) {
        if (!ports.contains(sourcePort)) {
            return -1;
        }
        int slot = (sequence & (1 << extraBits) - 1) << portBits | sourcePort - ports.first();
        return slot < slots ? slot : -1;
    }

    /** The next slot with the same source port; −1: there is none. */
    int nextSlot(int slot) {
        return slot + ports.count() < slots ? slot + ports.count() : -1;
    }

    /** Whether a probe of this slot to where the answer is from had that sequence number. */
    boolean confirms(Heard heard, int slot, int sequence) {
        return sequence(heard, slot) == sequence;
    }

    /** The sequence number that a probe of this slot to where the answer is from has. */
    int sequence(Heard heard, int slot) {
        return sequence(heard.v6, heard.targetHigh, heard.targetLow, heard.targetPort, slot);
    }

    private int sequence(boolean v6, long high, long low, int port, int slot) {
        long place = v6 ? hash.of(high, low) : low;
        long word = (v6 ? 1L << 48 : 0) | (long) port << 32 | slot;
        return (int) hash.of(place, word) << extraBits | slot >>> portBits;
    }
}
