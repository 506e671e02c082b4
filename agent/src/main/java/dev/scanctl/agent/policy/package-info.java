/**
 * What may leave this host, as its owner says in a file. Nothing that comes over the network widens it, and it is asked last,
 * right before a packet is sent.
 */
@NullMarked
package dev.scanctl.agent.policy;

import org.jspecify.annotations.NullMarked;
