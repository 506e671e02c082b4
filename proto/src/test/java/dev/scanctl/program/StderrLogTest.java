package dev.scanctl.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StderrLogTest {
    private static final Logger ROOT = Logger.getLogger("");

    private final PrintStream usual = System.err;
    private final List<Handler> handlers = List.of(ROOT.getHandlers());
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @BeforeEach
    void install() {
        System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
        StderrLog.install();
    }

    @AfterEach
    void restore() {
        System.setErr(usual);
        List.of(ROOT.getHandlers()).forEach(ROOT::removeHandler);
        handlers.forEach(ROOT::addHandler);
    }

    private List<String> said() {
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aRecordIsOneLineThatCannotForgeAnother() {
        ROOT.log(Level.WARNING, "a{0}b", "\n2026-11-22T00:00:00Z INFO ");

        assertThat(said()).singleElement().asString().matches("\\S+Z WARN a 2026-11-22T00:00:00Z INFO b");
    }

    @Test
    void theProgramCanStillSpeakOnceTheLogIsClosed() {
        List.of(ROOT.getHandlers()).forEach(Handler::close);

        System.err.println("stopped.");

        assertThat(said()).containsExactly("stopped.");
    }
}
