/**
 * A store's file that nobody serves: what a backup holds, opened to be looked at, compared, or made ready to take the place
 * of another. Each object belongs to the thread that made it.
 */
@NullMarked
package dev.scanctl.coordinator.store.copy;

import org.jspecify.annotations.NullMarked;
