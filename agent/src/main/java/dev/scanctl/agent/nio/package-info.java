/**
 * Connect probes with nothing but the JDK, for machines where native calls are not to be had. Probes come in from an
 * engine's thread, which owns all state here; outcomes go back to it. Java hides errno behind exception classes, so this
 * transport declares what it can tell apart and calls everything else unknown.
 */
@NullMarked
package dev.scanctl.agent.nio;

import org.jspecify.annotations.NullMarked;
