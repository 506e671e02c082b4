/** What is known of hosts over all scans: when they were seen, and the history of their ports. Out: pages of hosts and entries. */
@NullMarked
package dev.scanctl.coordinator.query.host;

import org.jspecify.annotations.NullMarked;
