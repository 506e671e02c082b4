/**
 * UDP probes on Linux: a few unconnected sockets shared by all attempts, datagrams and ICMP errors told to the attempt they
 * belong to. Attempts come in from an engine, its replies go out; everything runs on that engine's thread.
 */
@NullMarked
package dev.scanctl.agent.linux.udp;

import org.jspecify.annotations.NullMarked;
