/**
 * Turns rows into what people and programs read: tables that keep to 80 columns, JSON, JSON lines and CSV on
 * standard output, words and progress lines on standard error. Text from outside is made harmless for terminals and
 * spreadsheets here and nowhere else. Used from the main thread.
 */
@NullMarked
package dev.scanctl.cli.output;

import org.jspecify.annotations.NullMarked;
