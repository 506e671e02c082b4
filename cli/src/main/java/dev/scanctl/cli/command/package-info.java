/**
 * The command line as a whole. Its verbs are one file each in the packages below, by what they are about: a command line
 * comes in, calls go to a coordinator, and an exit code comes out. Command classes name no generated types in fields and signatures: picocli reflects on them
 * at every start. Runs on the main thread; only an interrupt comes from another.
 */
@NullMarked
package dev.scanctl.cli.command;

import org.jspecify.annotations.NullMarked;
