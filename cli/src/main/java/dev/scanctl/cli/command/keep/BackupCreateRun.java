package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.coordinator.backup.BadBackup;
import dev.scanctl.coordinator.backup.Verification;
import dev.scanctl.proto.v1.BackupPiece;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Fetches a backup into a file beside its place, checks it, and renames it only then. */
final class BackupCreateRun {
    /** What stands behind the name of a file that is not whole yet. The next try begins it anew. */
    private static final String UNFINISHED = ".part";

    private BackupCreateRun() {}

    static ExitCode run(Root root, Console console, Path file) throws IOException {
        if (Files.exists(file)) {
            throw Failure.usage("there is " + file + " already: name another file");
        }
        Path part = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            fetch(root, part);
            Verification found = Verification.of(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            console.dataLine(file.toString());
            console.say(BackupText.whole(found));
            return ExitCode.DONE;
        } catch (BadBackup e) {
            throw new Failure(ExitCode.DIFFERENCES, "the copy that came is not whole, and was not kept: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void fetch(Root root, Path part) throws IOException {
        Files.deleteIfExists(part);
        try (Session session = root.open(false);
                Answers<BackupPiece> pieces = session.stream(client -> client.keeping().backup());
                FileChannel channel = FileChannel.open(
                        part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly(part));
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            for (Optional<BackupPiece> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
                piece.get().getData().writeTo(out);
            }
            out.flush();
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path near) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
