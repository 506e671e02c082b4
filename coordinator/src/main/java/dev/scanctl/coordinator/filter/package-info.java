/**
 * What is asked of results, as a tree of keys and values: what of it the store can look up by key, and a test of single rows.
 * Reads nothing and keeps nothing; may be used by any thread.
 */
@NullMarked
package dev.scanctl.coordinator.filter;

import org.jspecify.annotations.NullMarked;
