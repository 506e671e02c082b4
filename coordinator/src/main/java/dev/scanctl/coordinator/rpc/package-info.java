/**
 * The gRPC edge of the coordinator: calls come in, the parts behind are asked, answers go out with back-pressure.
 * Each call runs on a virtual thread of its own; nothing here keeps state between calls.
 */
@NullMarked
package dev.scanctl.coordinator.rpc;

import org.jspecify.annotations.NullMarked;
