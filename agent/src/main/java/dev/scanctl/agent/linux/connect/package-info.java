/**
 * Connect probes on Linux: one non-blocking socket an attempt, one epoll instance, told apart by errno and error queue.
 * Attempts come in from an engine, its replies go out; everything runs on that engine's thread.
 */
@NullMarked
package dev.scanctl.agent.linux.connect;

import org.jspecify.annotations.NullMarked;
