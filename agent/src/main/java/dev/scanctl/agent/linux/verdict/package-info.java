/**
 * What the kernel or the path said about a probe, as an outcome: errno and ICMP tables, and whether a rejection came from
 * the path or from this machine. Pure but for what it asks the kernel about this machine; called on an engine's thread.
 */
@NullMarked
package dev.scanctl.agent.linux.verdict;

import org.jspecify.annotations.NullMarked;
