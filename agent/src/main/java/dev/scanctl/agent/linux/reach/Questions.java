package dev.scanctl.agent.linux.reach;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked of whom: attempts that are open, and the last of those that ended without an answer, so that a late one is
 * known as such. Owned by one thread.
 */
final class Questions {
    /** A late answer comes within seconds; at most as many ended attempts are remembered. */
    private static final int MOST_ENDED = 8_192;

    private final Map<Integer, Question> open = new HashMap<>();
    private final Map<Address, List<Question>> byTarget = new HashMap<>();
    private final Deque<Question> ended = new ArrayDeque<>();

    /**
     * One attempt.
     *
     * @param token what its answer has to match besides the target
     */
    record Question(int attempt, Address target, long token) {}

    Question ask(int attempt, Address target, long token) {
        Question question = new Question(attempt, target, token);
        open.put(attempt, question);
        byTarget.computeIfAbsent(target, _ -> new ArrayList<>(1)).add(question);
        return question;
    }

    /** Attempts that are open. */
    int open() {
        return open.size();
    }

    /** Those about a target that have no answer yet, the oldest first. */
    List<Question> about(Address target) {
        return List.copyOf(byTarget.getOrDefault(target, List.of()));
    }

    /** The attempt was never sent. */
    void takeBack(Question question) {
        open.remove(question.attempt);
        forget(question);
    }

    /** Gives the attempt up; an answer is late from now on. */
    void abandon(int attempt) {
        Question question = open.remove(attempt);
        if (question != null) {
            ended.add(question);
            if (ended.size() > MOST_ENDED) {
                forget(ended.remove());
            }
        }
    }

    /** An answer has come; another to the same attempt says nothing new. */
    void answered(Question question, Outcome outcome, Replies replies) {
        forget(question);
        if (open.get(question.attempt) == question) {
            open.remove(question.attempt);
            replies.reply(question.attempt, outcome);
        } else if (outcome.state() != PortState.UNKNOWN) {
            replies.late(question.target, 0, outcome);
        }
    }

    private void forget(Question question) {
        byTarget.computeIfPresent(question.target, (_, others) -> {
            others.removeIf(each -> each == question);
            return others.isEmpty() ? null : others;
        });
    }
}
