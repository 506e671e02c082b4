package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines on scans of a real listener. */
final class PruneCommandTest {

    @Test
    void resultsOfAPrunedScanSaySo(@TempDir Path home) throws IOException {
        Commands local = Commands.at(home);
        String port;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = Integer.toString(listener.getLocalPort());
            local.run("submit", "--local", "127.0.0.1", "-p", port, "--name", "old");
        }
        assertThat(local.run("prune", "--local", "--older-than", "400d").err())
                .isEqualTo("No scan with results ended that long ago.\n");

        Commands.Result listed = local.run("prune", "--local", "--older-than", "1ms", "--dry-run");
        assertThat(listed.out()).startsWith("1  20").endsWith("  old\n");
        assertThat(listed.err()).isEqualTo("The results of 1 scan would be removed.\n");
        assertThat(local.run("results", "--local", "old", "-q").out()).contains("127.0.0.1");

        Commands.Result pruned = local.run("prune", "--local", "--older-than", "1ms");
        assertThat(pruned.code()).isZero();
        assertThat(pruned.err()).startsWith("The results of 1 scan are removed: ");

        for (String question : new String[] {"results", "coverage"}) {
            Commands.Result answer = local.run(question, "--local", "old");
            assertThat(answer.code()).as(question).isEqualTo(3);
            assertThat(answer.err()).startsWith("scanctl: the results of scan 1 (old) were pruned on 20").hasLineCount(1);
            assertThat(answer.out()).isEmpty();
        }
        String passedOver = "Passed over, since their results were pruned: 1 scan up to 1; 'scanctl history' has what changed.\n";
        assertThat(local.run("results", "--local").err()).endsWith(passedOver);
        assertThat(local.run("results", "--local", "127.0.0.2").err()).doesNotContain("Passed over");
        assertThat(local.run("history", "--local", "127.0.0.1").out()).contains("open");
        local.run("submit", "--local", "127.0.0.1", "-p", port, "--name", "new");
        assertThat(local.run("diff", "--local", "old", "new").code()).isEqualTo(3);
        assertThat(local.run("show", "--local", "old").out()).contains("Pruned", "1 open");
        assertThat(local.run("why", "--local", "old").out()).contains("pruned");
        assertThat(local.run("audit", "tail", "--local", "-o", "jsonl").out()).contains("KeepingService/Prune");
        assertThat(local.run("prune", "--local").code()).isEqualTo(2);
        assertThat(local.run("prune", "--local", "--older-than", "soon").code()).isEqualTo(2);
    }
}
