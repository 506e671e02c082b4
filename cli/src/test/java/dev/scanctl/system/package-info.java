/**
 * The whole system as processes: coordinator, agents and command line started as an operator starts them, on loopback
 * and, where the build is root on Linux, in network namespaces with firewall rules between them.
 */
@NullMarked
package dev.scanctl.system;

import org.jspecify.annotations.NullMarked;
