package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinator, store, agent and kernel in one process: real probes of a real listener on loopback. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class LocalScanTest {
    @TempDir
    Path home;

    private Commands.Result run(String... args) {
        return Commands.at(home).run(args);
    }

    @Test
    void aScanFindsAListenerAndLaterCommandsReadIt() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
            String ports = port - 1 + "-" + (port + 1);

            Commands.Result scan = run("submit", "--local", "127.0.0.1", "-p", ports, "--name", "first");

            assertThat(scan.err()).contains("(first) completed in");
            assertThat(scan.code()).isZero();
            assertThat(scan.out()).contains("127.0.0.1", port + "/tcp", "open");
        }

        assertThat(run("results", "--local", "first", "-o", "csv").out()).contains("local,127.0.0.1," + port + ",tcp,open,");
        assertThat(run("results", "--local", "--state", "all", "-o", "jsonl").out().lines()).hasSize(3);
        assertThat(run("scans", "--local").out()).contains("first", "completed", "100%");
        assertThat(run("history", "--local", "127.0.0.1:" + port).out()).contains("local", port + "/tcp", "open");
        assertThat(run("show", "--local", "first").code()).isZero();
        assertThat(Files.getPosixFilePermissions(home)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void labelsAndSavedFiltersAreKeptAndUsed() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(listener.getLocalPort());
            run("submit", "--local", "127.0.0.1", "-p", port);
        }

        assertThat(run("label", "--local", "127.0.0.0/30", "127.0.0.9", "pci").err())
                .isEqualTo("5 addresses have the label pci.\n");
        assertThat(run("labels", "--local", "-o", "csv").out())
                .contains("pci,5,127.0.0.0-127.0.0.3 127.0.0.9");
        assertThat(run("filter", "save", "--local", "mine", "label:pci", "state:open").code()).isZero();
        assertThat(run("filter", "list", "--local").out()).contains("mine", "label:pci state:open");
        assertThat(run("results", "--local", "@mine", "-o", "csv").out()).contains("127.0.0.1");
        assertThat(run("results", "--local", "not", "@mine", "state:open").out()).isEmpty();

        assertThat(run("label", "--local", "127.0.0.1", "pci", "--remove").code()).isZero();
        assertThat(run("label", "--local", "127.0.0.1", "pci", "--remove").code()).isEqualTo(5);
        assertThat(run("results", "--local", "@mine").out()).isEmpty();
        assertThat(run("results", "--local", "label:pcj").err()).contains("did you mean 'pci'?\n  label:pcj\n        ^^^");
        assertThat(run("filter", "save", "--local", "loop", "@loop").err()).contains("contains itself");
        assertThat(run("filter", "save", "--local", "a b", "port:1").code()).isEqualTo(2);
        assertThat(run("filter", "delete", "--local", "mine").code()).isZero();
        assertThat(run("filter", "delete", "--local", "mine").code()).isEqualTo(5);
    }

    @Test
    void twoScansAreCompared() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
            run("submit", "--local", "127.0.0.1", "-p", port - 1 + "-" + (port + 1), "--name", "first");
            run("submit", "--local", "127.0.0.1", "-p", "" + port, "--name", "same");
        }
        run("submit", "--local", "127.0.0.1", "-p", port + "-" + (port + 2), "--name", "second");

        Commands.Result same = run("diff", "--local", "first", "same");
        assertThat(same.code()).isZero();
        assertThat(same.out()).isEmpty();
        assertThat(same.err()).contains("0 opened", "1 unchanged", "2 ports not comparable: not covered by both.");
        assertThat(run("diff", "--local", "first", "same", "--strict").code()).isEqualTo(3);
        assertThat(run("diff", "--local", "first", "same", "port:1").code()).isEqualTo(3);

        Commands.Result changed = run("diff", "--local", "first", "second", "-o", "csv");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.out().lines()).hasSize(2);
        assertThat(changed.out()).contains("closed,local,,127.0.0.1," + port + ",tcp,open,syn-ack,");
        assertThat(run("diff", "--local", "second", "first").out()).contains("opened");
        assertThat(run("diff", "--local", "first", "second", "--all", "-o", "jsonl").out().lines()).hasSize(3);
        assertThat(run("diff", "--local", "first", "99").code()).isEqualTo(5);
        assertThat(run("diff", "--local", "first").code()).isEqualTo(2);
        assertThat(run("diff", "--local", "--since", "2020-01-01", "-q").code()).isEqualTo(3);
    }

    @Test
    void coverageAndExplanationsAreGiven() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
            run("submit", "--local", "127.0.0.1", "-p", port + "-" + (port + 9), "--name", "whole");
        }

        assertThat(run("coverage", "--local", "whole", "-o", "csv").out()).contains("local,observed,,10,10,false");
        assertThat(run("coverage", "--local", "whole", "--strict").code()).isZero();
        assertThat(run("coverage", "--local", "whole", "--gaps").err()).isEqualTo("No gaps.\n");
        assertThat(run("coverage", "--local", "nobody").code()).isEqualTo(5);
        assertThat(run("why", "--local", "whole").out()).contains("Nothing is missing");
        assertThat(run("why", "--local", "nobody").code()).isEqualTo(5);
        assertThat(run("why", "--local", "127.0.0.1:" + port).out()).contains("scan 1, from local", "observed open (syn-ack)");
        assertThat(run("why", "--local", "127.0.0.1:1").out()).contains("cover the address, but not port 1/tcp", "To do: 'scanctl");
        assertThat(run("why", "--local", "127.0.0.9:1", "-o", "json").out()).contains("No scan from here covers 127.0.0.9.");
        assertThat(run("why", "--local", "127.0.0.0/30:1").code()).isEqualTo(2);
    }

    @Test
    void hostsAreLookedForBeforeTheirPorts() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"))) {
            String port = Integer.toString(listener.getLocalPort());

            Commands.Result scan = run("submit", "--local", "127.0.0.1-3", "-p", port, "--name", "three");

            assertThat(scan.code()).isZero();
            assertThat(scan.out()).contains("127.0.0.2", port + "/tcp", "open");
        }

        Commands.Result shown = run("show", "--local", "three");
        assertThat(shown.out()).contains("3 up, 0 down from local");
        Commands.Result all = run("results", "--local", "three", "--state", "all", "-o", "jsonl");
        assertThat(all.out().lines()).hasSize(3);
    }

    @Test
    void malformedTargetsAreRefusedWithTheirText() {
        Commands.Result result = run("submit", "--local", "10.0.0.300", "-p", "1");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("scanctl: ").contains("10.0.0.300").hasLineCount(1);
    }

    @Test
    void anUnknownScanIsNotFound() {
        assertThat(run("show", "--local", "99").code()).isEqualTo(5);
    }
}
