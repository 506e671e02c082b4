package dev.scanctl.coordinator.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to the store of a data directory, which one holder has at a time. It ends with the process, however that
 * ends. Safe for use by any thread.
 */
public final class DirectoryLock implements AutoCloseable {
    /** The file's name in the data directory. */
    static final String NAME = "scanctl.lock";

    /**
     * Held in this process. To open the file of a lock that this process holds and close it again would end the lock
     * (fcntl(2)), and H2 would share a file between the stores of one process.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock of a directory that is there, or throws a {@link StoreException} that says who has it. */
    public static DirectoryLock hold(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!HELD_HERE.add(absolute)) {
            throw new StoreException(inUse(absolute), null);
        }
        try {
            return new DirectoryLock(absolute, locked(absolute));
        } catch (RuntimeException e) {
            HELD_HERE.remove(absolute);
            throw e;
        }
    }

    private static FileChannel locked(Path directory) {
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw new StoreException(inUse(directory), null);
            }
            return channel;
        } catch (IOException e) {
            throw new StoreException("The store in " + directory + " cannot be opened: " + e, e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    static String inUse(Object place) {
        return "The store in " + place + " is in use: another process has it open.";
    }

    /** May be called again. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("The lock of " + directory + " cannot be released: " + e, e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
