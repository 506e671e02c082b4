package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines on a store of the user's own. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class BackupCommandsTest {
    @TempDir
    Path directory;

    private Commands local;
    private Path file;

    @BeforeEach
    void home() {
        local = Commands.at(directory.resolve("home"));
        file = directory.resolve("one.backup");
    }

    private Commands.Result backUp() {
        return local.run("backup", "create", "--local", file.toString());
    }

    @Test
    void backupIsMadeVerifiedAndOnlyItsOwnersToRead() throws IOException {
        local.run("label", "--local", "10.0.0.0/24", "pci");

        Commands.Result made = backUp();

        assertThat(made.err()).contains("Whole: made 20", "alike when opened twice");
        assertThat(made.code()).isZero();
        assertThat(made.out()).isEqualTo(file + "\n");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Commands.Result verified = local.run("backup", "verify", file.toString());
        assertThat(verified.out()).startsWith("Whole: made 20");
        assertThat(verified.code()).isZero();
        assertThat(local.run("audit", "tail", "--local").out()).contains("KeepingService/CreateBackup");
    }

    @Test
    void directoryGetsAFileNamedAfterTheTime() throws IOException {
        Path place = Files.createDirectory(directory.resolve("backups"));

        Commands.Result made = local.run("backup", "create", "--local", place.toString());

        assertThat(made.code()).isZero();
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files.map(one -> one.getFileName().toString()).toList())
                    .singleElement()
                    .asString()
                    .matches("scanctl-\\d{8}T\\d{6}Z\\.backup");
        }
    }

    @Test
    void whatStandsThereIsNotOverwritten() throws IOException {
        Files.writeString(file, "precious");

        assertThat(backUp().code()).isEqualTo(2);
        assertThat(file).hasContent("precious");
    }

    @Test
    void whatAKilledOneLeftIsNoBackupAndInNobodysWay() throws IOException {
        Path part = Files.writeString(directory.resolve("one.backup.part"), "half");

        assertThat(local.run("backup", "verify", part.toString()).code()).isEqualTo(1);
        assertThat(backUp().code()).isZero();
        assertThat(part).doesNotExist();
    }

    @Test
    void damagedOneIsToldInASentence() throws IOException {
        backUp();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        Commands.Result verified = local.run("backup", "verify", file.toString());

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).startsWith("NOT WHOLE: store.zip is").hasLineCount(1);
        assertThat(local.run("backup", "verify", directory.resolve("none").toString()).code()).isEqualTo(2);
        assertThat(List.of(local.run("backup").code(), local.run("backup", "create").code())).containsOnly(2);
    }

    @Test
    void restoreBringsBackWhatWasAndKeepsWhatIs() throws IOException {
        local.run("label", "--local", "10.0.0.0/24", "pci");
        backUp();
        local.run("label", "--local", "10.0.1.0/24", "later");

        assertThat(local.run("backup", "restore", file.toString()).err()).contains("scan-coordinator restore");
        Commands.Result refused = local.run("backup", "restore", "--local", file.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("there is a store in", "--replace").hasLineCount(1);
        assertThat(local.run("labels", "--local").out()).contains("later");

        Commands.Result restored = local.run("backup", "restore", "--local", file.toString(), "--replace");

        assertThat(restored.code()).isZero();
        assertThat(restored.err()).contains("Restored what was known at", "is kept as", "Epochs begin with");
        assertThat(local.run("labels", "--local").out()).contains("pci").doesNotContain("later");
        assertThat(local.run("audit", "tail", "--local", "-o", "jsonl").out()).contains("restore", "generation");
        assertThat(local.run("audit", "verify", "--local").code()).isZero();
    }

    @Test
    void damagedOneIsNotRestored() throws IOException {
        local.run("label", "--local", "10.0.0.0/24", "pci");
        backUp();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));

        Commands.Result restored = local.run("backup", "restore", "--local", file.toString(), "--replace");

        assertThat(restored.code()).isEqualTo(1);
        assertThat(restored.err()).startsWith("scanctl: nothing was restored").hasLineCount(1);
        assertThat(local.run("labels", "--local").out()).contains("pci");
    }
}
