package dev.scanctl.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static String sentence(Throwable cause) {
        StatusRuntimeException refused = Status.UNAVAILABLE.withCause(cause).asRuntimeException();
        return Refusals.of(refused, "scan:7600", "is it there?").sentence();
    }

    @Test
    void theInnermostCauseIsTold() {
        assertThat(sentence(new IOException("io", new IOException("Connection refused"))))
                .isEqualTo("cannot reach the coordinator at scan:7600 (Connection refused): is it there?");
    }

    @Test
    void aCauseWithoutWordsIsToldInWords() {
        assertThat(sentence(new UnresolvedAddressException())).contains("(the host's name does not resolve)");
        assertThat(sentence(new IllegalStateException())).contains("(IllegalStateException)");
    }
}
