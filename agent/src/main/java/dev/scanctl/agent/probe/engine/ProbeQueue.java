package dev.scanctl.agent.probe.engine;

/** Probes of one host in a first-in-first-out list, threaded through the cells that lists share. */
final class ProbeQueue {
    private static final int NONE = -1;

    private int head = NONE;
    private int tail = NONE;

    boolean isEmpty() {
        return head == NONE;
    }

    /** The oldest; the queue must not be empty. */
    int peek() {
        return head;
    }

    void add(int probe, ProbeCells cells) {
        cells.setNext(probe, NONE);
        if (head == NONE) {
            head = probe;
        } else {
            cells.setNext(tail, probe);
        }
        tail = probe;
    }

    /** Takes the oldest; the queue must not be empty. */
    int take(ProbeCells cells) {
        int probe = head;
        head = cells.next(probe);
        return probe;
    }
}
