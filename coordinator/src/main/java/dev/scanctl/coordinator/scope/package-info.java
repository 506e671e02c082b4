/**
 * What operators may have scanned: scopes that admins grant, and whether a plan lies within one of them. In: calls of any
 * thread. Out: a scope, or a refusal that names what is outside.
 */
@NullMarked
package dev.scanctl.coordinator.scope;

import org.jspecify.annotations.NullMarked;
