/**
 * Asks whether a host is there at all: by ICMP echo through the network, by ARP and neighbour solicitation on a link.
 * Attempts come in from an engine (of port 0, for such questions have none), its replies go out, each checked against what
 * was asked; everything runs on that engine's thread. Needs CAP_NET_RAW.
 */
@NullMarked
package dev.scanctl.agent.linux.reach;

import org.jspecify.annotations.NullMarked;
