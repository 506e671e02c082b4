/**
 * What a UDP probe says to a port: the smallest question of the protocol that usually lives there, written from that
 * protocol's own specification. Ports come in, constant bytes go out; immutable, any thread.
 */
@NullMarked
package dev.scanctl.agent.payload;

import org.jspecify.annotations.NullMarked;
