package dev.scanctl.agent.lease;

/** What the owner of this machine rules beyond what an agent may do at a time; asked on the control thread. */
public interface OwnerRules {
    /** Probes a second to one host; 0: no limit. */
    long hostPps();

    /** Probes a second to one IPv4 /24 or IPv6 /64; 0: no limit. */
    long subnetPps();

    /** Why nothing may be probed now, in words; empty: it may. */
    String closed();
}
