/**
 * SYN probes on Linux: packets made by hand and sent in batches, answers taken from a receive ring behind a filter in the
 * kernel. Attempts come in from an engine, its replies go out, each validated by a keyed hash in source port and
 * sequence number; everything runs on that engine's thread. Needs CAP_NET_RAW.
 */
@NullMarked
package dev.scanctl.agent.linux.syn;

import org.jspecify.annotations.NullMarked;
