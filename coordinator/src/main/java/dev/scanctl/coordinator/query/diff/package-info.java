/** What differs between two scans, two times or two segments, host by host. In: filters and two sides. Out: pages of changes. */
@NullMarked
package dev.scanctl.coordinator.query.diff;

import org.jspecify.annotations.NullMarked;
