package dev.scanctl.coordinator.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Some statements that belong together. It must not keep the tables, start threads or commit; what it throws undoes all
 * that it did and nothing else.
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
    T run(Tables tables) throws SQLException;
}
