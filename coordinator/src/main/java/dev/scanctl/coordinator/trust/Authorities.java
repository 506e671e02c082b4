package dev.scanctl.coordinator.trust;

import dev.scanctl.trust.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The authorities of an installation in a directory of their own: one, or two while the older one is being replaced. The
 * newer makes all certificates of those who call; the older made the coordinator's until it ends, since some know no other
 * yet. Safe for any thread.
 */
public final class Authorities {
    private static final String DIRECTORY = "trust";
    private static final String NEWEST = "authority.pem";
    private static final String OLD = "authority-old.pem";

    private final Path directory;
    private final InstantSource clock;
    private volatile State state;

    private record State(Authority newest, Optional<Authority> old) {}

    private Authorities(Path directory, InstantSource clock) throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.state = load();
    }

    /** Whether there are any beside the store in this directory. */
    public static boolean in(Path data) {
        return Files.exists(data.resolve(DIRECTORY).resolve(NEWEST));
    }

    /** Makes the first one; harmless where there is one already. */
    public static Authorities init(Path data, InstantSource clock) throws IOException {
        if (!in(data)) {
            Authority first = Authority.create(clock.instant());
            first.credentials().write(data.resolve(DIRECTORY).resolve(NEWEST));
        }
        return open(data, clock);
    }

    /**
     * Reads those beside the store.
     *
     * @throws IOException if they cannot be read, or others may
     */
    public static Authorities open(Path data, InstantSource clock) throws IOException {
        return new Authorities(data.resolve(DIRECTORY), clock);
    }

    private State load() throws IOException {
        Authority newest = new Authority(Credentials.read(directory.resolve(NEWEST)));
        Path file = directory.resolve(OLD);
        if (!Files.exists(file)) {
            return new State(newest, Optional.empty());
        }
        Authority old = new Authority(Credentials.read(file));
        // The same one where the process ended between the two writes of begin().
        boolean same = old.certificate().equals(newest.certificate());
        return new State(newest, same ? Optional.empty() : Optional.of(old));
    }

    /** Makes certificates of those who call. */
    public Authority newest() {
        return state.newest;
    }

    /** Makes the coordinator's own certificate: everybody knows it. */
    public Authority showing() {
        State now = state;
        return now.old.orElse(now.newest);
    }

    /** Whose certificates are believed, the newest last. */
    public List<X509Certificate> believed() {
        State now = state;
        return now.old
                .map(old -> List.of(old.certificate(), now.newest.certificate()))
                .orElse(List.of(now.newest.certificate()));
    }

    /**
     * A new authority is believed beside the one there is.
     *
     * @throws IllegalStateException if one is being replaced already
     */
    public synchronized void begin() throws IOException {
        if (state.old.isPresent()) {
            throw new IllegalStateException("an authority is being replaced already: finish that first");
        }
        state.newest.credentials().write(directory.resolve(OLD));
        Authority.create(clock.instant()).credentials().write(directory.resolve(NEWEST));
        state = load();
    }

    /**
     * The old authority is believed no more.
     *
     * @throws IllegalStateException if none is being replaced
     */
    public synchronized void finish() throws IOException {
        if (state.old.isEmpty()) {
            throw new IllegalStateException("no authority is being replaced: begin first");
        }
        Files.delete(directory.resolve(OLD));
        state = load();
    }
}
