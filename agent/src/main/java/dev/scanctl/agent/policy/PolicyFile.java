package dev.scanctl.agent.policy;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
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
    private volatile Policy current = Policy.nothing();
    private String seen = "never";
    private String trouble = "";

    /** @param coordinator where it is now; those addresses are denied unless they are listed */
    public PolicyFile(Path path, Supplier<List<Address>> coordinator) {
        this.path = path;
        this.coordinator = coordinator;
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

    /** Reads it again where it has changed; to be called about once a second. */
    public void look() {
        List<Address> where = coordinator.get();
        String now = state() + where;
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            current = read(path, where);
            trouble = "";
            LOG.log(Level.INFO, "The policy in {0} holds.", path);
        } catch (IOException e) {
            current = Policy.nothing();
            complain(e instanceof java.nio.file.NoSuchFileException
                    ? "there is no policy " + path
                    : String.valueOf(e.getMessage()));
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
}
