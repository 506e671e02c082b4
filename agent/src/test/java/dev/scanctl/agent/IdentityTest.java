package dev.scanctl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    @TempDir
    Path parent;

    @Test
    void identityIsMadeOnceForItsOwnerOnly() throws IOException {
        Path directory = parent.resolve("state").resolve("agent");

        UUID made = Identity.in(directory);

        assertThat(Identity.in(directory)).isEqualTo(made);
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve(Identity.FILE_NAME))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void processesThatStartAtOnceAgree() throws Exception {
        Set<UUID> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> starters = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                        seen.add(Identity.in(parent.resolve("state")));
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();

        go.countDown();
        for (Thread starter : starters) {
            starter.join();
        }

        assertThat(seen).hasSize(1);
    }

    @Test
    void damagedFileIsNamed() throws IOException {
        Files.writeString(parent.resolve(Identity.FILE_NAME), "not a uuid");

        assertThatThrownBy(() -> Identity.in(parent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parent.resolve(Identity.FILE_NAME).toString())
                .hasMessageContaining("remove it to start as a new agent");
    }
}
