/**
 * What all verbs of the command line share: the options that each takes, the coordinator these mean, and how words become
 * targets, windows and lengths of time. Below all verbs.
 */
@NullMarked
package dev.scanctl.cli.verb;

import org.jspecify.annotations.NullMarked;
