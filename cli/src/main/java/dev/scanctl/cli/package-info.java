/**
 * The program {@code scanctl}: wires console, environment, signals and the ways to a coordinator, runs the command line,
 * and turns whatever ends it into one sentence and an exit code.
 */
@NullMarked
package dev.scanctl.cli;

import org.jspecify.annotations.NullMarked;
