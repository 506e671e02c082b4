package dev.scanctl.agent.probe;

import dev.scanctl.wire.Permutation;

/**
 * The probes of a unit in their drawn order, some of them drawn ahead: what is kept of those is touched at once, so that the
 * processor fetches many lines of memory at a time and none is waited for when its turn comes.
 */
final class Walk {
    /** Drawn ahead at a time; a processor has some ten such lines under way. */
    private static final int AHEAD = 16;

    private final Permutation order;
    private final ProbeCells cells;
    private final int[] ahead = new int[AHEAD];
    private int position;

    Walk(Permutation order, ProbeCells cells) {
        this.order = order;
        this.cells = cells;
    }

    boolean ended() {
        return position >= order.size();
    }

    /** The next one; there must be one. */
    int next() {
        int place = position & AHEAD - 1;
        if (place == 0) {
            draw();
        }
        position++;
        return ahead[place];
    }

    private void draw() {
        int count = (int) Math.min(AHEAD, order.size() - position);
        for (int i = 0; i < count; i++) {
            ahead[i] = (int) order.at(position + i);
        }
        for (int i = 0; i < count; i++) {
            cells.touch(ahead[i]);
        }
    }
}
