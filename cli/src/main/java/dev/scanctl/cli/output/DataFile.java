package dev.scanctl.cli.output;

import dev.scanctl.cli.exit.Failure;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Data in a file that is there as a whole or not at all: it is written beside its place and moved there at the end, so that
 * whoever reads the place, or ends this process, never meets a part of it. What is no file (a pipe, {@code /dev/null}) is
 * written as it is.
 */
public final class DataFile implements AutoCloseable {
    private final Path place;
    private final Path beside;
    private final FileChannel channel;
    private final DataStream stream;

    private DataFile(Path place, Path beside, FileChannel channel) {
        this.place = place;
        this.beside = beside;
        this.channel = channel;
        this.stream = new DataStream(Channels.newOutputStream(channel), place.toString());
    }

    /** {@link Failure} with one sentence if nothing can be written there. */
    public static DataFile at(Path place) {
        try {
            Path real = Files.exists(place) ? place.toRealPath() : place.toAbsolutePath();
            if (Files.isDirectory(real)) {
                throw Failure.usage(place + " is a directory, not a file");
            }
            if (Files.exists(real) && !Files.isRegularFile(real)) {
                return new DataFile(place, place, FileChannel.open(real, StandardOpenOption.WRITE));
            }
            if (Files.exists(real) && !Files.isWritable(real)) {
                throw new AccessDeniedException(place.toString());
            }
            Path beside = real.resolveSibling("." + real.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            Set<StandardOpenOption> options =
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            FileChannel channel = FileChannel.open(beside, options);
            beside.toFile().deleteOnExit();
            if (Files.exists(real)) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(real));
            }
            return new DataFile(real, beside, channel);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + place + ": " + why(e));
        }
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such directory";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    DataStream stream() {
        return stream;
    }

    /** Puts the whole in its place, on the disk. */
    public void settle() {
        stream.flush();
        try {
            if (!beside.equals(place)) {
                channel.force(true);
            }
            channel.close();
            if (!beside.equals(place)) {
                Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw Failure.usage("cannot write " + place + ": " + why(e));
        }
    }

    /** Without {@link #settle} nothing is left of it. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!beside.equals(place)) {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw Failure.usage("cannot remove " + beside + ": " + why(e));
        }
    }
}
