package dev.scanctl.agent.policy;

import dev.scanctl.window.Hours;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The policy in a file, read again whenever it changes. One that cannot be read, or that anybody may write, lets nothing
 * leave. {@link #look} belongs to one thread; {@link #current} may be asked by any.
 */
public final class PolicyFile {
    private static final Logger LOG = System.getLogger(PolicyFile.class.getName());

    private final Path path;
    private final Supplier<List<Address>> coordinator;
    private final InstantSource clock;
    private volatile Policy current = Policy.nothing();
    /** Why nothing may leave at this hour, see {@link #closed}. */
    private volatile String closed = "";
    /** The hour is looked at again from then on. */
    private Instant nextLook = Instant.MIN;
    private String seen = "never";
    private String trouble = "";

    /**
     * @param coordinator where it is now; those addresses are denied unless they are listed. May take its time
     * @param clock by which its hours are kept
     */
    public PolicyFile(Path path, Supplier<List<Address>> coordinator, InstantSource clock) {
        this.path = path;
        this.coordinator = coordinator;
        this.clock = clock;
    }

    /**
     * What the file says now.
     *
     * @throws IOException if it cannot be read, is malformed, or others may write it: with a sentence
     */
    public static Policy read(Path path, List<Address> coordinator) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && Files.exists(path)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
            if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException("others may write " + path + ": chmod go-w " + path);
            }
        }
        List<Rule> denied = coordinator.stream()
                .map(address -> new Rule(AddressRange.of(address),
                        "the coordinator (" + address + ") is denied unless it is allowed by a line of its own"))
                .toList();
        try {
            return new Policy(PolicyParser.parse(Files.readAllLines(path)), denied);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ", " + e.getMessage(), e);
        }
    }

    /** Reads it again where it has changed, and looks at the hour; to be called about once a second. May wait for a name service. */
    public void look() {
        List<Address> where = coordinator.get();
        String now = state() + where;
        if (!now.equals(seen)) {
            seen = now;
            load(where);
            nextLook = Instant.MIN;
        }
        lookAtTheHour();
    }

    private void load(List<Address> where) {
        try {
            current = read(path, where);
            trouble = "";
            LOG.log(Level.INFO, "The policy in {0} holds.", path);
        } catch (IOException e) {
            current = Policy.nothing();
            complain(e instanceof NoSuchFileException
                    ? "there is no policy " + path
                    : String.valueOf(e.getMessage()));
        }
    }

    /** When hours begin again is worth looking for only when they have just ended. */
    private void lookAtTheHour() {
        Instant now = clock.instant();
        Hours hours = current.hours();
        if (hours.open(now)) {
            closed = "";
            nextLook = Instant.MIN;
        } else if (!now.isBefore(nextLook)) {
            Optional<Instant> open = hours.nextOpen(now);
            closed = "this machine's owner allows no probes before " + open.map(Instant::toString).orElse("the policy changes");
            nextLook = open.orElse(Instant.MAX);
        }
    }

    private void complain(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.log(Level.ERROR, "Nothing is probed: {0}.", what);
        }
    }

    /** Differs whenever the content may. */
    private String state() {
        try {
            return Files.readAttributes(path, "lastModifiedTime,size,fileKey").toString()
                    + (path.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? Files.getPosixFilePermissions(path)
                            : "");
        } catch (IOException e) {
            return e.toString();
        }
    }

    public Policy current() {
        return current;
    }

    /** Why nothing may leave at this hour, in words; empty: it may. As of the last look. */
    public String closed() {
        return closed;
    }
}
