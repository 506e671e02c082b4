/**
 * The verbs that ask what was seen, and what operators note for their questions: results, history, diff, labels, filters.
 */
@NullMarked
package dev.scanctl.cli.command.question;

import org.jspecify.annotations.NullMarked;
