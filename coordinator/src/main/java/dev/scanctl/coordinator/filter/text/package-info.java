/**
 * Reads queries as operators type them: text and the words that have a meaning here come in, a tree comes out, or a refusal
 * that points at what is not understood. Keeps nothing; may be used by any thread.
 */
@NullMarked
package dev.scanctl.coordinator.filter.text;

import org.jspecify.annotations.NullMarked;
