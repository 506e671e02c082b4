package dev.scanctl.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.scan.ScanRefused;
import dev.scanctl.proto.v1.SourceText;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
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
    void anUnresolvedNameIsToldApartFromMalformedInput() {
        TargetParser parser = new TargetParser(name -> {
            throw new UnknownHostException(name);
        });
        BadInput unresolved = catchThrowableOfType(BadInput.class, () -> parser.parse(typed("db.test")));
        BadInput malformed = catchThrowableOfType(BadInput.class, () -> parser.parse(typed("10.0.0.0/33")));

        assertThat(cause(new CompletionException(unresolved))).isEqualTo("name-not-resolved");
        assertThat(cause(malformed)).isNull();
    }

    private static List<SourceText> typed(String target) {
        return List.of(SourceText.newBuilder().setText(target).build());
    }

    private static @Nullable String cause(Throwable failure) {
        Metadata trailers = ErrorMapping.of(failure).getTrailers();
        return trailers == null ? null : trailers.get(Metadata.Key.of("scanctl-cause", Metadata.ASCII_STRING_MARSHALLER));
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
