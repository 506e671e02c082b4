package dev.scanctl.coordinator.query;

/** Takes pages one after the other, as slowly as it likes: the query waits for it. */
@FunctionalInterface
public interface Pages<T> {

    /** Whether more pages are wanted. */
    boolean take(T page);
}
