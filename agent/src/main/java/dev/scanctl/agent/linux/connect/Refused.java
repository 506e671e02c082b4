package dev.scanctl.agent.linux.connect;

import java.util.Arrays;

/** Attempts that were reset and whose socket is still open, as what stands in their epoll events. Owned by one thread. */
final class Refused {
    private long[] data = new long[64];
    private int size;

    void add(long event) {
        if (size == data.length) {
            data = Arrays.copyOf(data, size * 2);
        }
        data[size++] = event;
    }

    long get(int index) {
        return data[index];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }
}
