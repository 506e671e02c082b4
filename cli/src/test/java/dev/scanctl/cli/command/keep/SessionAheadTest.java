package dev.scanctl.cli.command.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.Failure;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SessionAheadTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private Session open() {
        opened.incrementAndGet();
        return new Session() {
            @Override
            public ScanClient client() {
                throw new AssertionError("nobody asks");
            }

            @Override
            public boolean movable() {
                return false;
            }

            @Override
            public void reconnect() {}

            @Override
            public void ensureAgent() {}

            @Override
            public boolean probesHere() {
                return false;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    @Test
    void itIsOpenedOnceAndClosed() {
        try (SessionAhead session = new SessionAhead(this::open)) {
            session.begin();
            session.begin();

            assertThat(session.get()).isSameAs(session.get());
            assertThat(opened).hasValue(1);
            assertThat(closed).hasValue(0);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void oneThatNobodyTookIsClosed() {
        try (SessionAhead session = new SessionAhead(this::open)) {
            session.begin();
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void noneIsOpenedThatNobodyWants() {
        new SessionAhead(this::open).close();

        assertThat(opened).hasValue(0);
    }

    @Test
    void thatThereIsNoneIsToldAsSoonAsItIsKnown() {
        try (SessionAhead session = new SessionAhead(() -> {
            throw Failure.usage("nobody is there");
        })) {
            await().untilAsserted(() -> assertThatExceptionOfType(Failure.class)
                    .isThrownBy(session::begin)
                    .withMessage("nobody is there"));
            assertThatExceptionOfType(Failure.class).isThrownBy(session::get).withMessage("nobody is there");
        }
    }
}
