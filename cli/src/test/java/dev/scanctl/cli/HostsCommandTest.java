package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines about hosts of a real scan. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class HostsCommandTest {
    @TempDir
    static Path home;

    private static Commands local;

    @BeforeAll
    static void scan() throws IOException {
        local = Commands.at(home);
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(listener.getLocalPort());
            local.run("submit", "--local", "127.0.0.1", "-p", port, "--name", "first");
            local.run("submit", "--local", "127.0.0.1", "-p", port, "--name", "second");
        }
        local.run("label", "--local", "127.0.0.0/8", "own");
    }

    @Test
    void hostsAreListedWithTheirTimes() {
        Commands.Result listed = local.run("hosts", "--local");

        assertThat(listed.code()).isZero();
        assertThat(listed.out().lines().map(line -> line.replaceAll("20[0-9T:-]+", "TIME")).toList())
                .containsExactly(
                        "ADDRESS    SEGMENT  NAMES  FIRST SEEN        LAST SEEN         LABELS",
                        "127.0.0.1  local    -      TIME  TIME  own");
        assertThat(local.run("hosts", "--local", "-o", "wide").out()).contains("FIRST SCAN", "LAST SCAN");
        assertThat(local.run("hosts", "--local", "-o", "csv").out()).contains("\r\n127.0.0.1,local,,20", ",own,1,2,,default\r\n");
    }

    @Test
    void theyAreFoundByFilter() {
        assertThat(local.run("hosts", "--local", "label:own", "first:<1h", "-o", "jsonl").out()).hasLineCount(1);
        assertThat(local.run("hosts", "--local", "seen:>1h").err()).isEqualTo("No such host ever answered.\n");
        assertThat(local.run("hosts", "--local", "127.0.0.2/31", "--filter", "-127.0.0.9").out()).doesNotContain("127.0.0.1 ");

        Commands.Result refused = local.run("hosts", "--local", "port:22");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("port: is nothing that hosts have", "  port:22\n  ^^^^");
        assertThat(local.run("results", "--local", "first:<7d").err()).contains("first: is nothing that ports have");
        assertThat(local.run("hosts", "--local", "weekly").err()).contains("'weekly' is no filter");
        assertThat(local.run("hosts", "--local", "--from", "dmz").err()).contains("segment 'dmz' is not known");
    }

    @Test
    void jsonKeepsToItsSchema() throws IOException {
        JsonSchema schema = JsonSchema.read(Path.of("..", "docs", "schema", "hosts.schema.json"));

        assertThat(local.run("hosts", "--local", "-o", "json").out())
                .startsWith("[{")
                .satisfies(json -> assertThat(schema.errors(json)).isEmpty());
        assertThat(schema.errors(local.run("hosts", "--local", "-o", "jsonl").out())).isEmpty();
    }

    @Test
    void answersAboutScansKeepToTheirSchemas() throws IOException {
        for (String question : new String[] {"coverage first", "why first", "why 127.0.0.1:1", "show first"}) {
            String[] words = question.split(" ");
            JsonSchema schema = JsonSchema.read(Path.of("..", "docs", "schema", words[0] + ".schema.json"));
            String json = local.run(words[0], "--local", words[1], "-o", "json").out();
            assertThat(json).as(question).hasSizeGreaterThan(10);
            assertThat(schema.errors(json)).as(question).isEmpty();
            local.run(words[0], "--local", words[1], "-o", "jsonl").out().lines().forEach(line ->
                    assertThat(schema.errors(line)).as(question).isEmpty());
        }
    }

    @Test
    void historyOfOneHostSaysWhenItWasSeen() {
        assertThat(local.run("history", "--local", "127.0.0.1").err())
                .matches("127\\.0\\.0\\.1 was first seen from local on 20[0-9T:-]+ \\(scan 1\\), and last on 20[0-9T:-]+ \\(scan 2\\)\\.\n");
        assertThat(local.run("history", "--local", "127.0.0.1", "-o", "json").err()).isEmpty();
    }

    @Test
    void keysOfHostsAreCompleted() {
        assertThat(local.run("completion").out()).contains("first:");
    }
}
