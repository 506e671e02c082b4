/** Times of the week, as people write them: when probing is allowed, or is not. */
@NullMarked
package dev.scanctl.window;

import org.jspecify.annotations.NullMarked;
