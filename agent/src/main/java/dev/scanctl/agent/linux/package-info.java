/**
 * Linux as this project sees it: system calls with their errno, the kernel's tables over netlink, drop counters, clocks
 * and descriptor limits. Every object belongs to one thread. Only this package and those below it make native calls.
 */
@NullMarked
package dev.scanctl.agent.linux;

import org.jspecify.annotations.NullMarked;
