/**
 * What the programs that run until they are told to end have in common: arguments, environment and a file of settings
 * come in, a log on stderr and an exit code go out. Runs on the main thread; what a program does in between is its own.
 */
@NullMarked
package dev.scanctl.program;

import org.jspecify.annotations.NullMarked;
