/**
 * What operators write down beside what was seen: labels of addresses, and filters with a name. Requests come in and are
 * kept in the store. Runs on the threads of its callers.
 */
@NullMarked
package dev.scanctl.coordinator.notes;

import org.jspecify.annotations.NullMarked;
