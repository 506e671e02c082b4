package dev.scanctl.agent.probe.engine;

/** A bounded first-in-first-out queue of numbers. */
final class IntRing {
    private final int[] items;
    private int head;
    private int size;

    IntRing(int capacity) {
        this.items = new int[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Appends; beyond the capacity it is an {@link IllegalStateException}. */
    void add(int item) {
        if (size == items.length) {
            throw new IllegalStateException("the ring is full");
        }
        int tail = head + size++;
        items[tail < items.length ? tail : tail - items.length] = item;
    }

    /** Takes the oldest; the ring must not be empty. */
    int take() {
        int item = items[head];
        head = head + 1 == items.length ? 0 : head + 1;
        size--;
        return item;
    }
}
