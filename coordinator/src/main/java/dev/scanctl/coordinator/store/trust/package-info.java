/** The tables of identities and tokens: who takes part, and by which key. */
@NullMarked
package dev.scanctl.coordinator.store.trust;

import org.jspecify.annotations.NullMarked;
