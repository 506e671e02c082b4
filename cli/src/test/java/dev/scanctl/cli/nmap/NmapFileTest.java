package dev.scanctl.cli.nmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.cli.exit.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class NmapFileTest {

    private static void read(NmapFile file) {
        file.read((host, address, tcp, udp) -> {});
    }

    @Test
    @Timeout(60)
    void whatIsWrongIsToldThoughTheSourceHasNotEnded() throws IOException {
        try (PipedOutputStream writer = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(writer)) {
            writer.write("<html>".getBytes(UTF_8));
            writer.flush();

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> read(NmapFile.of("-", in)))
                    .withMessageContaining("standard input: ")
                    .withMessageContaining("this is <html>");
        }
    }

    @Test
    void whatCannotBeReadIsNoFaultOfTheReport(@TempDir Path directory) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> read(NmapFile.of(directory.toString(), InputStream.nullInputStream())))
                .withMessage("cannot read " + directory + ": Is a directory");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> read(NmapFile.of(directory.resolve("x").toString(), InputStream.nullInputStream())))
                .withMessage("cannot read " + directory.resolve("x") + ": there is no such file");
    }
}
