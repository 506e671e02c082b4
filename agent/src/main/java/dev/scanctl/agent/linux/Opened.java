package dev.scanctl.agent.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What has been opened so far of something that consists of many parts, to be closed the newest first: all of it at its end, or
 * what there is when opening the next part fails. Owned by one thread.
 */
public final class Opened implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Keeps a part to be closed, and gives it back. */
    public <T> T add(T part, Consumer<T> closing) {
        closings.push(() -> closing.accept(part));
        return part;
    }

    /** Once more does nothing. */
    @Override
    public void close() {
        while (!closings.isEmpty()) {
            closings.pop().run();
        }
    }
}
