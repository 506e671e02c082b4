package dev.scanctl.coordinator.hold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stop of all probing. It holds from the moment it is set in memory; what keeps it over restarts comes after. Any thread. */
public final class Halt {
    private static final Logger LOG = System.getLogger(Halt.class.getName());

    private final @Nullable StopFile file;
    private final InstantSource clock;
    private volatile Stop current;

    private Halt(@Nullable StopFile file, Stop current, InstantSource clock) {
        this.file = file;
        this.current = current;
        this.clock = clock;
    }

    /** Of a coordinator whose store is in memory. */
    public static Halt inMemory(InstantSource clock) {
        return new Halt(null, Stop.CLEAR, clock);
    }

    /**
     * As it was when the coordinator last ended.
     *
     * @throws IOException if nothing could be kept there
     */
    public static Halt in(Path data, InstantSource clock) throws IOException {
        StopFile file = StopFile.in(data);
        Halt halt = new Halt(file, file.read(clock.millis()), clock);
        if (halt.current.stopped()) {
            LOG.log(Level.WARNING, halt.current.sentence());
        }
        return halt;
    }

    public Stop current() {
        return current;
    }

    /** From now on nothing is probed. What was said first stays. */
    public void set(String by, String reason) {
        if (!current.stopped()) {
            current = new Stop(Math.max(1, clock.millis()), by, reason);
        }
        LOG.log(Level.WARNING, current.sentence());
    }

    /** Writes down what holds; why that could not be, empty: it is safe. */
    public synchronized Optional<String> keep() {
        try {
            if (file != null) {
                file.write(current);
            }
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "The stop cannot be written down; it holds until the coordinator ends.", e);
            return Optional.of("the coordinator cannot write it down (" + e.getMessage() + "), so it holds until it is restarted");
        }
    }

    /**
     * Probing goes on.
     *
     * @throws UncheckedIOException if that cannot be written down: it stays stopped
     */
    public synchronized void clear() {
        try {
            if (file != null) {
                file.write(Stop.CLEAR);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        current = Stop.CLEAR;
        LOG.log(Level.WARNING, "Probing goes on.");
    }
}
