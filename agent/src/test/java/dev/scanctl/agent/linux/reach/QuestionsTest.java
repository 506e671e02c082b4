package dev.scanctl.agent.linux.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Address TARGET = Address.parse("192.0.2.7");
    private static final Outcome ALIVE = Outcome.of(PortState.CLOSED, Reason.ECHO_REPLY);

    private final Questions questions = new Questions();
    private final List<String> heard = new ArrayList<>();
    private final Replies replies = new Replies() {
        @Override
        public void reply(int attempt, Outcome outcome) {
            heard.add("reply " + attempt);
        }

        @Override
        public void late(Address target, int port, Outcome outcome) {
            heard.add("late " + target);
        }
    };

    private void answer(long token) {
        for (Questions.Question question : questions.about(TARGET)) {
            if (question.token() == token) {
                questions.answered(question, ALIVE, replies);
            }
        }
    }

    @Test
    void attemptIsAnsweredOnce() {
        questions.ask(1, TARGET, 10);
        answer(10);
        answer(10);

        assertThat(heard).containsExactly("reply 1");
        assertThat(questions.open()).isZero();
    }

    @Test
    void answerToAnAttemptThatWasGivenUpIsLateEvenIfItsNumberIsInUseAgain() {
        questions.ask(1, TARGET, 10);
        questions.abandon(1);
        questions.ask(1, TARGET, 11);
        answer(10);
        answer(11);

        assertThat(heard).containsExactly("late " + TARGET, "reply 1");
    }

    @Test
    void whatWasNeverSentIsForgotten() {
        questions.takeBack(questions.ask(1, TARGET, 10));
        answer(10);

        assertThat(heard).isEmpty();
        assertThat(questions.open()).isZero();
    }

    @Test
    void onlyTheLastOfThoseGivenUpAreRemembered() {
        questions.ask(0, TARGET, 10);
        questions.abandon(0);
        for (int attempt = 1; attempt <= 8_192; attempt++) {
            questions.ask(attempt, TARGET.plus(attempt), 10);
            questions.abandon(attempt);
        }
        answer(10);

        assertThat(heard).isEmpty();
        assertThat(questions.about(TARGET.plus(1))).hasSize(1);
    }
}
