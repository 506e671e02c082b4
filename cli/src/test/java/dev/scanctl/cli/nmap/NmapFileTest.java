package dev.scanctl.cli.nmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.cli.exit.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class NmapFileTest {

    private static void read(NmapFile file) {
        file.read((host, address, tcp, udp) -> {});
    }

    /** As a terminal or a pipe: it has more only some day, and nobody can interrupt whoever waits for that. */
    private static final class Unended extends InputStream {
        private final InputStream begin;
        private final Semaphore end = new Semaphore(0);

        Unended(String begin) {
            this.begin = new ByteArrayInputStream(begin.getBytes(UTF_8));
        }

        @Override
        public int read() throws IOException {
            int next = begin.read();
            if (next < 0) {
                end.acquireUninterruptibly();
            }
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = begin.read(bytes, offset, length);
            if (read < 0) {
                end.acquireUninterruptibly();
            }
            return read;
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsWrongIsToldThoughTheSourceHasNotEnded() throws IOException {
        try (Unended in = new Unended("<html>")) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> read(NmapFile.of("-", in)))
                    .withMessageContaining("standard input: ")
                    .withMessageContaining("this is <html>");
            in.end.release();
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
