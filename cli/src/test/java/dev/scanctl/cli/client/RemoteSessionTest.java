package dev.scanctl.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RemoteSessionTest {

    @Test
    void reconnectingWaitsForNoPauseThatEarlierAttemptsHaveEarned() {
        TestingChannel channel = new TestingChannel();
        try (Session session = new RemoteSession(new ScanClient(new Connection(channel, null), "there", ""))) {
            session.reconnect();

            assertThat(channel.pausesForgotten).isEqualTo(1);
        }
    }

    /** Counts; carries no calls. */
    private static final class TestingChannel extends ManagedChannel {
        private int pausesForgotten;
        private boolean shutdown;

        @Override
        public void resetConnectBackoff() {
            pausesForgotten++;
        }

        @Override
        public ManagedChannel shutdown() {
            shutdown = true;
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return shutdown();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String authority() {
            return "there";
        }
    }
}
