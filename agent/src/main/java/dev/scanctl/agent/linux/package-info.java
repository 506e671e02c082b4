/**
 * Everything that calls Linux directly: the connect transport over epoll with errno and the socket error queue, the
 * clock that counts suspended time, descriptor limits and drop counters. Probes come in from an engine's thread, which
 * owns all state here; outcomes go back to it. The only package of the project that makes native calls.
 */
@NullMarked
package dev.scanctl.agent.linux;

import org.jspecify.annotations.NullMarked;
