/**
 * Named coordinators: the contexts file of the user, and which of command line, environment and file decides. Reads and
 * writes one small file; knows nothing of the network.
 */
@NullMarked
package dev.scanctl.cli.context;

import org.jspecify.annotations.NullMarked;
