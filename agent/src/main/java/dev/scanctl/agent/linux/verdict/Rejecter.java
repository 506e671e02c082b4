package dev.scanctl.agent.linux.verdict;

/** Who sent an ICMP rejection, and so whether it is evidence. */
enum Rejecter {
    /** The target or a router on the path: evidence. */
    PATH,
    /** This machine, because nobody on the link answers for the target: evidence. */
    OWN_NEIGHBOUR_MISSING,
    /** This machine, because its next hop towards the target does not answer: a local fault. */
    OWN_GATEWAY_MISSING,
    /** This machine, because its link towards the target lost its carrier: a local fault. */
    OWN_LINK_DOWN,
    /** This machine's own firewall: a local fault. */
    OWN_FIREWALL
}
