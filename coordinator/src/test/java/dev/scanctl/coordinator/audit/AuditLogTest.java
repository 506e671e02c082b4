package dev.scanctl.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.audit.AuditEntry.Event;
import dev.scanctl.wire.AuditChain;
import dev.scanctl.wire.AuditHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-09-01T12:00:00Z"));

    @TempDir
    Path folder;

    private final List<AuditHead> heads = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aRecordIsInTheFileWhenTheCallReturns() throws IOException {
        try (AuditLog log = open()) {
            log.record(entry("Submit", Event.ASKED));

            assertThat(lines()).singleElement().asString().endsWith("{\"seq\":1,\"at\":\"2026-09-01T12:00:00Z\","
                    + "\"actor\":\"operator:alice\",\"source\":\"10.0.0.9\",\"call\":\"Submit\",\"event\":\"asked\",\"what\":\"\"}");
            assertThat(log.head()).isEqualTo(heads.getLast());
        }
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }

    @Test
    void theChainGoesOnAfterARestart() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (AuditLog log = open()) {
                log.record(entry("Call" + i, Event.ASKED));
            }
        }

        assertThat(verified(lines())).isEqualTo(heads.getLast());
        assertThat(heads.getLast().seq()).isEqualTo(3);
    }

    @Test
    void aTornLineIsTakenOutAndToldOf() throws Exception {
        try (AuditLog log = open()) {
            log.record(entry("Submit", Event.ASKED));
        }
        Files.writeString(file(), "abcdef {\"seq\":2,", StandardOpenOption.APPEND);

        try (AuditLog log = open()) {
            log.record(entry("Cancel", Event.ASKED));
        }

        assertThat(verified(lines()).seq()).isEqualTo(3);
        assertThat(lines().get(1)).contains("16 bytes taken out");
    }

    @Test
    void aFileThatIsNoLogIsNotGoneOnWith() throws IOException {
        Files.writeString(file(), "hello\n");

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("no record");
        assertThat(Files.readString(file())).isEqualTo("hello\n");
    }

    @Test
    void recordsOfManyThreadsAreEachThereOnce() throws Exception {
        try (AuditLog log = open(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                String call = "Call" + i + ".";
                threads.submit(() -> log.record(entry(call, Event.READ)));
            }
        }

        assertThat(verified(lines()).seq()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            String call = "Call" + i + ".";
            assertThat(lines()).filteredOn(line -> line.contains(call)).hasSize(1);
        }
    }

    @Test
    void textFromOutsideStaysInItsRecord() throws Exception {
        try (AuditLog log = open()) {
            log.record(new AuditEntry("a\nb", "\u202e", "c", Event.ASKED, "\u001b[2J\"}\n" + "x".repeat(5_000)));
        }

        assertThat(verified(lines()).seq()).isEqualTo(1);
        assertThat(lines().getFirst()).isASCII().hasSizeLessThan(2_500).contains("(cut)");
    }

    enum Tampering {
        CHANGE, REMOVAL, REORDERING, TRUNCATION, INSERTION;

        List<String> apply(List<String> lines, int at) {
            List<String> other = new ArrayList<>(lines);
            switch (this) {
                case CHANGE -> other.set(at, other.get(at).replace("alice", "mallory"));
                case REMOVAL -> other.remove(at);
                case REORDERING -> Collections.swap(other, at, at + 1);
                case TRUNCATION -> other.subList(at, other.size()).clear();
                case INSERTION -> other.add(at, other.get(at == 0 ? 1 : at - 1));
            }
            return other;
        }
    }

    /** Each kind of record, and one behind the last of them. */
    private List<String> oneOfEachKindAndAnother() throws IOException {
        try (AuditLog log = open()) {
            for (Event event : Event.values()) {
                log.record(entry("First", event));
            }
            log.record(entry("Last", Event.ASKED));
        }
        return lines();
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void tamperingWithEachKindOfRecordIsFound(Tampering tampering) throws Exception {
        List<String> whole = oneOfEachKindAndAnother();

        for (int at = 0; at < Event.values().length; at++) {
            List<String> tampered = tampering.apply(whole, at);

            if (tampering == Tampering.TRUNCATION) {
                assertThat(verified(tampered)).isNotEqualTo(heads.getLast());
            } else {
                assertThatThrownBy(() -> verified(tampered))
                        .isInstanceOf(AuditChain.BrokenChain.class)
                        .hasMessageStartingWith("record " + (at + 1) + " ");
            }
        }
    }

    @Test
    void everyCharacterOfEachKindOfRecordCounts() throws Exception {
        List<String> whole = oneOfEachKindAndAnother();

        for (int at = 0; at < Event.values().length; at++) {
            for (int i = 0; i < whole.get(at).length(); i++) {
                List<String> tampered = new ArrayList<>(whole);
                char other = whole.get(at).charAt(i) == '0' ? '1' : '0';
                tampered.set(at, whole.get(at).substring(0, i) + other + whole.get(at).substring(i + 1));

                assertThatThrownBy(() -> verified(tampered)).as("record %d, character %d", at + 1, i)
                        .isInstanceOf(AuditChain.BrokenChain.class);
            }
        }
    }

    @Test
    void readingBeginsWhereItIsWanted() throws Exception {
        try (AuditLog log = open()) {
            for (int i = 1; i <= 5; i++) {
                log.record(entry("Call" + i, Event.ASKED));
            }
            List<String> read = new ArrayList<>();

            log.read(3, 5, line -> read.add(line) && read.size() < 2);

            assertThat(read).hasSize(2).first().asString().contains("Call3");
        }
    }

    @Test
    void aClosedLogTakesNothing() throws IOException {
        AuditLog log = open();
        log.close();

        assertThatThrownBy(() -> log.record(entry("Submit", Event.ASKED))).isInstanceOf(AuditUnavailable.class);
    }

    private static AuditEntry entry(String call, Event event) {
        return new AuditEntry("operator:alice", "10.0.0.9", call, event, "");
    }

    private AuditLog open() throws IOException {
        AuditLog log = AuditLog.open(file(), CLOCK, heads::add);
        log.start();
        return log;
    }

    private Path file() {
        return folder.resolve("audit.log");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file());
    }

    private static AuditHead verified(List<String> lines) throws AuditChain.BrokenChain {
        AuditChain chain = new AuditChain(AuditHead.NONE);
        for (String line : lines) {
            chain.follow(line);
        }
        return chain.head();
    }
}
