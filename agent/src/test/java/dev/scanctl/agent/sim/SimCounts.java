package dev.scanctl.agent.sim;

/** How often each fault of a simulated network occurred, so that a test can show that it was not tested in fair weather. */
public final class SimCounts {
    long sent;
    long lost;
    long lostInSpells;
    long duplicated;
    long heldBack;
    long overtaken;
    long withheld;
    long unanswerable;
    long acceptedByAll;

    SimCounts() {}

    /** Probes that left the machine. */
    public long sent() {
        return sent;
    }

    /** Packets lost either way, in bad spells or not. */
    public long lost() {
        return lost;
    }

    /** Of these, by bad spells. */
    public long lostInSpells() {
        return lostInSpells;
    }

    /** Answers that came twice. */
    public long duplicated() {
        return duplicated;
    }

    /** Answers that were held back on the way. */
    public long heldBack() {
        return heldBack;
    }

    /** Answers that came after the answer to a later probe. */
    public long overtaken() {
        return overtaken;
    }

    /** Resets and ICMP errors that a limit kept a host from sending. */
    public long withheld() {
        return withheld;
    }

    /** Probes that arrived where nothing ever answers, at the port or the address. */
    public long unanswerable() {
        return unanswerable;
    }

    /** Answers of hosts at which every port is open. */
    public long acceptedByAll() {
        return acceptedByAll;
    }
}
