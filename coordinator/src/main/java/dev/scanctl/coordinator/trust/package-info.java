/**
 * The private certificate authority of an installation: its keys in files beside the store, the certificates it makes, and
 * which certificates the coordinator itself shows and believes. Certificates are made by a library (Bouncy Castle) and
 * checked by the platform.
 */
@NullMarked
package dev.scanctl.coordinator.trust;

import org.jspecify.annotations.NullMarked;
