/**
 * The verbs about what is kept: backups, pruning, and reports of other scanners that are taken in.
 */
@NullMarked
package dev.scanctl.cli.command.keep;

import org.jspecify.annotations.NullMarked;
