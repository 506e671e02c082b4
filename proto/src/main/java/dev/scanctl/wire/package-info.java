/**
 * The arithmetic both sides of the wire must agree on: addresses and ports as sets with ranks, orders from a seed,
 * outcomes and their run encoding, lease epochs. Values come in and go out; nothing here has a thread or does I/O.
 */
@NullMarked
package dev.scanctl.wire;

import org.jspecify.annotations.NullMarked;
