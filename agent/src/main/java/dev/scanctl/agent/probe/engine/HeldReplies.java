package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps replies that come when no time is at hand, in their order. Owned by the engine's thread. */
final class HeldReplies implements Replies {
    private record Late(Address target, int port, Outcome outcome) {}

    private int[] attempts = new int[64];
    private @Nullable Outcome[] outcomes = new @Nullable Outcome[64];
    private int count;
    private final List<Late> late = new ArrayList<>();

    @Override
    public void reply(int attempt, Outcome outcome) {
        if (count == attempts.length) {
            attempts = Arrays.copyOf(attempts, 2 * count);
            outcomes = Arrays.copyOf(outcomes, 2 * count);
        }
        attempts[count] = attempt;
        outcomes[count++] = outcome;
    }

    @Override
    public void late(Address target, int port, Outcome outcome) {
        late.add(new Late(target, port, outcome));
    }

    /** Hands over all that is kept. */
    void release(Replies to) {
        for (int i = 0; i < count; i++) {
            to.reply(attempts[i], Objects.requireNonNull(outcomes[i]));
        }
        count = 0;
        late.forEach(each -> to.late(each.target, each.port, each.outcome));
        late.clear();
    }
}
