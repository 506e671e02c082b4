/**
 * What of an answer is shown, and in which words: the columns of each kind of row, and the sentences around them. In: answers
 * of a coordinator. Out: columns, lines.
 */
@NullMarked
package dev.scanctl.cli.view;

import org.jspecify.annotations.NullMarked;
