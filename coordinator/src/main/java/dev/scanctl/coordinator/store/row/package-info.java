/** What stands in the store, as values: the rows of its tables, their keys and states. Knows nothing of tables or SQL. */
@NullMarked
package dev.scanctl.coordinator.store.row;

import org.jspecify.annotations.NullMarked;
