package dev.scanctl.agent.probe.engine;

import java.util.Arrays;

/** Sleeping hosts by the time they wake: a binary heap in two arrays. */
final class WakeHeap {
    private long[] times = new long[16];
    private int[] hosts = new int[16];
    private int size;

    /** When the first wakes; {@link Long#MAX_VALUE}: nobody sleeps. */
    long firstNanos() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    void push(long wakeNanos, int host) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            hosts = Arrays.copyOf(hosts, 2 * size);
        }
        int i = size++;
        while (i > 0 && times[(i - 1) >>> 1] > wakeNanos) {
            move((i - 1) >>> 1, i);
            i = (i - 1) >>> 1;
        }
        times[i] = wakeNanos;
        hosts[i] = host;
    }

    /** Takes the host that wakes first; the heap must not be empty. */
    int pop() {
        int first = hosts[0];
        size--;
        long time = times[size];
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        times[hole] = time;
        hosts[hole] = hosts[size];
        return first;
    }

    private void move(int from, int to) {
        times[to] = times[from];
        hosts[to] = hosts[from];
    }
}
