/**
 * How a run of the command line ends: the exit codes with a sentence each, and the one exception that carries a code
 * and the sentence to print. Everything else in the module throws it; only the entry point catches it.
 */
@NullMarked
package dev.scanctl.cli.exit;

import org.jspecify.annotations.NullMarked;
