/**
 * Explains what is pending, slow, unknown or missing: a scan or a port comes in, sentences with advice come out, made of what
 * the store and the lease desk know. Changes nothing; runs on the threads of its callers.
 */
@NullMarked
package dev.scanctl.coordinator.why;

import org.jspecify.annotations.NullMarked;
