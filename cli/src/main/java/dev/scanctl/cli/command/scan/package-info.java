/**
 * The verbs that make scans and steer them: submit, watch, pause, edit, stop and the like.
 */
@NullMarked
package dev.scanctl.cli.command.scan;

import org.jspecify.annotations.NullMarked;
