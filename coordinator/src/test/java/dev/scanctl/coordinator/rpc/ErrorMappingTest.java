package dev.scanctl.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.scan.ScanRefused;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {

    private static void mapped(Throwable failure, Status.Code code, String sentence) {
        Status status = ErrorMapping.of(failure).getStatus();
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).isEqualTo(sentence);
    }

    @Test
    void eachKindOfRefusalHasItsCode() {
        mapped(new BadInput("no target is given"), Status.Code.INVALID_ARGUMENT, "no target is given");
        mapped(ScanRefused.malformed("a"), Status.Code.INVALID_ARGUMENT, "a");
        mapped(ScanRefused.notFound("b"), Status.Code.NOT_FOUND, "b");
        mapped(ScanRefused.notNow("c"), Status.Code.FAILED_PRECONDITION, "c");
        mapped(ScanRefused.tooMany("d"), Status.Code.RESOURCE_EXHAUSTED, "d");
    }

    @Test
    void wrappedFailuresAreSeenThrough() {
        mapped(new CompletionException(ScanRefused.notFound("b")), Status.Code.NOT_FOUND, "b");
    }

    @Test
    void whatNobodyForesawIsToldWithoutItsInside() {
        Status status = ErrorMapping.of(new IllegalStateException("secret path /home/x")).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).matches("internal error, see the coordinator's log \\(id [0-9a-f]{8}\\)");
        assertThat(status.getCause()).isNull();
    }
}
