package dev.scanctl.coordinator.store;

import org.jspecify.annotations.Nullable;

/** The store could not do its work; the message is one sentence for the operator. */
public final class StoreException extends RuntimeException {

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
