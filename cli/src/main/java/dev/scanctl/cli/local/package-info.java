/**
 * {@code --local}: one process of the user runs the coordinator on an embedded store and serves a Unix socket, the
 * others connect to it, and whoever scans brings an agent. When the serving process ends, the next one takes over.
 * Owned by the main thread.
 */
@NullMarked
package dev.scanctl.cli.local;

import org.jspecify.annotations.NullMarked;
